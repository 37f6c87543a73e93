using System.Text;
using System.Text.Json;
using Gateway.SecLang.Testing;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>The answer of the backend that the tests of the Core Rule Set are written for: <c>POST /reflect</c> gets what its body asks for, all else an empty 200.</summary>
internal sealed record TrialAnswer(int Status, IReadOnlyList<(byte[] Name, byte[] Value)> Headers, byte[] Body)
{
    public static TrialAnswer To(RawRequest request)
    {
        if (!request.Head.Target.AsSpan().StartsWith("/reflect"u8)) return new TrialAnswer(200, [], []);
        try
        {
            using var order = JsonDocument.Parse(request.Body);
            var root = order.RootElement;
            return new TrialAnswer(
                root.TryGetProperty("status", out var status) ? status.GetInt32() : 200,
                root.TryGetProperty("headers", out var headers) ? [.. headers.EnumerateObject().Select(static h => (Encoding.UTF8.GetBytes(h.Name), Encoding.UTF8.GetBytes(h.Value.ToString())))] : [],
                root.TryGetProperty("body", out var body) ? Encoding.UTF8.GetBytes(body.GetString() ?? "")
                    : root.TryGetProperty("encodedBody", out var encoded) ? encoded.GetBytesFromBase64() : []);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return new TrialAnswer(400, [], []);
        }
    }
}
