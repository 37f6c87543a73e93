using System.Text;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Waf.Bodies;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Testing;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>Gives the body of a request out of a file to the rules as a route with these options does: media types that it skips, codings that it undoes.</summary>
internal sealed class TrialBody(WafOptions options)
{
    private readonly WantedBodies _wanted = new(options);
    private readonly RequestBodyBudget _budget = new();

    /// <summary>After phase 1. The status and reason where the gateway refuses the body without a look at it; null for none.</summary>
    public string? Read(Transaction transaction, RawRequest request)
    {
        if (request.Body.Length == 0 || !_wanted.Wants(transaction, Text(request.Head.Header("Content-Type"u8)))) return null;
        var codings = request.Head.Headers.Where(static h => Ascii.EqualsIgnoreCase(h.Name, "Content-Encoding"u8)).ToList();
        var coding = codings.Count switch
        {
            0 => ContentCoding.Identity,
            1 => ContentCodings.Of(Text(codings[0].Value)),
            _ => ContentCoding.Unknown,
        };
        if (coding is ContentCoding.Unknown) return "415: of content codings only gzip, deflate and br can be undone";
        if (coding is ContentCoding.Identity)
        {
            transaction.Request.Body.Append(request.Body);
            return null;
        }

        if (request.Body.Length > options.MaxInspectedBodyBytes) return "413: the compressed body is larger than what is inspected";
        using var body = Buffered(request.Body);
        switch (new BodyDecoding(_budget).Decode(body, coding, options.MaxInspectedBodyBytes, new RequestLimitsOptions().MaxDecompressionRatio))
        {
            case BodyFailure.None:
                transaction.Request.Body.Append(body.Content.Span);
                return null;
            case BodyFailure.DecodedTooLarge:
                return "413: the body is larger than what is inspected once it is decompressed";
            default:
                return "400: the body is not what Content-Encoding says";
        }
    }

    private static string? Text(byte[]? value) => value is null ? null : Encoding.Latin1.GetString(value);

    private BufferedBody Buffered(ReadOnlySpan<byte> bytes)
    {
        var buffer = new BudgetedBuffer(_budget);
        while (!bytes.IsEmpty && buffer.TryGetFree(long.MaxValue, out var free))
        {
            var count = Math.Min(free.Length, bytes.Length);
            bytes[..count].CopyTo(free.Span);
            buffer.Advance(count);
            bytes = bytes[count..];
        }

        return new BufferedBody(buffer);
    }
}
