using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.RequestLimits.Buffering;

/// <summary>The content codings (RFC 9110 section 8.4.1) that the gateway can undo to look into a body.</summary>
internal enum ContentCoding
{
    Identity,
    Gzip,
    Deflate,
    Brotli,

    /// <summary>Another one, or several: each would multiply the work.</summary>
    Unknown,
}

internal static class ContentCodings
{
    public static ContentCoding Of(HttpRequest request)
    {
        var field = request.Headers.ContentEncoding;
        if (field.Count == 0) return ContentCoding.Identity;
        return field.Count > 1 ? ContentCoding.Unknown : Of(field[0]);
    }

    /// <summary>The coding that a field's value names.</summary>
    public static ContentCoding Of(ReadOnlySpan<char> value)
    {
        var name = value.Trim(" \t");
        if (Is(name, "gzip") || Is(name, "x-gzip")) return ContentCoding.Gzip;
        if (Is(name, "br")) return ContentCoding.Brotli;
        if (Is(name, "deflate")) return ContentCoding.Deflate;
        return Is(name, "identity") ? ContentCoding.Identity : ContentCoding.Unknown;
    }

    /// <summary>A stream that undoes the coding.</summary>
    public static Stream Decoder(ContentCoding coding, Stream source) => coding switch
    {
        ContentCoding.Gzip => new GZipStream(source, CompressionMode.Decompress),
        ContentCoding.Brotli => new BrotliStream(source, CompressionMode.Decompress),

        // "deflate" is the zlib format (RFC 9110 section 8.4.1.2). A raw deflate stream is refused as undecodable.
        ContentCoding.Deflate => new ZLibStream(source, CompressionMode.Decompress),
        _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, "no decoder"),
    };

    private static bool Is(ReadOnlySpan<char> name, string coding) => name.Equals(coding, StringComparison.OrdinalIgnoreCase);
}
