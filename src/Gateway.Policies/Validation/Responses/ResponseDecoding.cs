using Gateway.Policies.RequestLimits.Buffering;

namespace Gateway.Policies.Validation.Responses;

/// <summary>Undoes the content coding of an answer that has been read.</summary>
internal static class ResponseDecoding
{
    // An answer is the backend's: its size is bounded, how well it compresses is its own affair.
    private const int AnyRatio = int.MaxValue;

    /// <summary>False for what cannot be decoded. A result that is longer than allowed was cut.</summary>
    public static bool TryDecode(HttpContent content, BufferedBody body, RequestBodyBudget budget, long maxBytes, out ReadOnlyMemory<byte> decoded)
    {
        decoded = body.Raw;
        if (!content.Headers.NonValidated.TryGetValues("Content-Encoding", out var values)) return true;
        var coding = ContentCodings.Of(values.ToString());
        if (coding is ContentCoding.Unknown || new BodyDecoding(budget).Decode(body, coding, maxBytes, AnyRatio) is not BodyFailure.None) return false;
        decoded = body.Content;
        return true;
    }
}
