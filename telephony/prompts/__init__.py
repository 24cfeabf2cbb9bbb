"""What a caller hears whom no person has answered: sentences, their recordings, music and tones.

The recordings that come with the product are spoken by a synthesizer (`python -m telephony.prompts.make`). A site
puts its own into `<data>/prompts/`, under the same names, as WAV, FLAC or OGG of any rate.
"""
