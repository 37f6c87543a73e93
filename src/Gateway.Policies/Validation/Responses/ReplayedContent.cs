using System.Net;

namespace Gateway.Policies.Validation.Responses;

/// <summary>The body of an answer that has been read, with the fields of the original.</summary>
internal sealed class ReplayedContent : HttpContent
{
    // They speak of the original bytes.
    private static readonly string[] OfOriginal = ["Content-Length", "Content-Encoding", "Content-MD5", "Content-Range"];

    private readonly HttpContent _original;
    private readonly Stream _body;

    /// <param name="original">What was read; it ends with this.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="length">The number of bytes when they are other ones; null when they are the same.</param>
    public ReplayedContent(HttpContent original, Stream body, long? length)
    {
        (_original, _body) = (original, body);
        foreach (var (name, values) in original.Headers.NonValidated)
        {
            if (length is not null && OfOriginal.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            foreach (var value in values) Headers.TryAddWithoutValidation(name, value);
        }

        if (length is { } bytes) Headers.ContentLength = bytes;
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(_body);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _body.CopyToAsync(stream);

    // The fields say it.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
            _original.Dispose();
        }

        base.Dispose(disposing);
    }
}
