//! From pixels to PNG.

use std::io::Write;

/// The PNG of opaque pixels, four bytes each, in bands of whole rows. Unfiltered: areas of one colour compress best as they are.
pub(super) fn encode<'a>(
    width: u32,
    height: u32,
    bands: impl Iterator<Item = &'a [u8]>,
) -> Result<Vec<u8>, png::EncodingError> {
    /// Fast, and a fifth larger than what takes several times as long.
    const LEVEL: u8 = 2;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_deflate_compression(png::DeflateCompression::Level(LEVEL));
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer()?;
    // Row by row, so that they stay in the processor's cache on their way.
    let mut row = vec![0; 3 * width as usize];
    for pixels in bands.flat_map(|band| band.chunks_exact(4 * width as usize)) {
        pack(pixels, &mut row);
        stream.write_all(&row)?;
    }
    stream.finish()?;
    writer.finish()?;
    Ok(bytes)
}

/// The pixels without their fourth bytes: four at a time, since this is done thirty million times.
fn pack(pixels: &[u8], to: &mut [u8]) {
    let (fours, rest) = pixels.as_chunks::<16>();
    let (packed, unpacked) = to.as_chunks_mut::<12>();
    for (packed, four) in packed.iter_mut().zip(fours) {
        let four = u128::from_le_bytes(*four);
        let colour = |at: u32| (four >> (32 * at) & 0xff_ffff) << (24 * at);
        let colours = colour(0) | colour(1) | colour(2) | colour(3);
        packed.copy_from_slice(&colours.to_le_bytes()[..12]);
    }
    for (colour, pixel) in unpacked.chunks_exact_mut(3).zip(rest.chunks_exact(4)) {
        colour.copy_from_slice(&pixel[..3]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_any_width_reads_back() {
        for width in 1..10 {
            let pixels: Vec<u8> = (0..4 * width * 3).map(|byte| byte as u8).collect();
            let bytes = encode(width, 3, pixels.chunks(4 * width as usize)).unwrap();
            let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
                .read_info()
                .unwrap();
            let mut colours = vec![0; reader.output_buffer_size().unwrap()];
            reader.next_frame(&mut colours).unwrap();
            let expected = pixels.chunks_exact(4).flat_map(|pixel| &pixel[..3]);
            assert!(colours.iter().eq(expected), "{width}");
        }
    }
}
