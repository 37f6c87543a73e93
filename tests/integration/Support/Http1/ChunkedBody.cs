using System.Globalization;
using System.Text;

namespace Gateway.IntegrationTests.Support;

/// <summary>A chunked body as it stood on the wire, what it decodes to, and its trailers.</summary>
internal sealed record ChunkedBody(byte[] Raw, byte[] Decoded, HeaderList Trailers)
{
    /// <summary>Reads to the end of the trailers; null when the peer closed before. <paramref name="raw"/> keeps what came.</summary>
    public static async Task<ChunkedBody?> ReadAsync(ByteReader reader, MemoryStream raw, CancellationToken token)
    {
        var decoded = new MemoryStream();
        while (true)
        {
            if (await KeepAsync(reader.ReadLineAsync(token), raw) is not { } sizeLine)
                return null;
            var size = ParseSize(sizeLine);
            if (size == 0)
                break;
            if (await KeepAsync(reader.ReadExactlyAsync(size + 2, token), raw) is not { } chunk)
                return null;
            if (chunk[^2] != '\r' || chunk[^1] != '\n')
                throw new InvalidDataException($"chunk of {size} bytes does not end with CRLF");
            decoded.Write(chunk.AsSpan(0, size));
        }

        var trailers = new List<(string, string)>();
        while (true)
        {
            if (await KeepAsync(reader.ReadLineAsync(token), raw) is not { } line)
                return null;
            if (line is [(byte)'\r', (byte)'\n'])
                return new ChunkedBody(raw.ToArray(), decoded.ToArray(), new HeaderList(trailers));
            trailers.Add(Http1Syntax.ParseHeader(line));
        }
    }

    private static async Task<byte[]?> KeepAsync(Task<byte[]?> read, MemoryStream raw)
    {
        var bytes = await read;
        raw.Write(bytes);
        return bytes;
    }

    private static int ParseSize(byte[] line)
    {
        var text = Encoding.Latin1.GetString(line).TrimEnd('\r', '\n');
        var digits = text.Split(';', 2)[0];
        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw new InvalidDataException($"found chunk size line \"{text}\"; allowed: hexadecimal digits");
    }
}
