using System.Net.Http.Headers;
using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// Fields that a transform made of a part of the request keep the rules of the gate. The HTTP client throws on a letter that it cannot
/// send, which counts as a failure of the backend: a stranger could have every destination taken for unhealthy.
/// </summary>
internal static class OutgoingHeaders
{
    private static readonly Rejection NotSendable = new() { Status = 400, Title = "Bad request", Reason = "outgoing-header" };

    /// <returns>Null, or why nothing may be sent.</returns>
    public static Rejection? Check(HttpRequestMessage message) =>
        IsSendable(message.Headers) && (message.Content is null || IsSendable(message.Content.Headers)) ? null : NotSendable;

    private static bool IsSendable(HttpHeaders headers)
    {
        foreach (var field in headers.NonValidated)
        {
            foreach (var value in field.Value)
                if (value.AsSpan().ContainsAnyExcept(HeaderGate.ValueCharacters)) return false;
        }

        return true;
    }
}
