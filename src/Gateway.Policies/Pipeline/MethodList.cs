using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Pipeline;

/// <summary>Methods as a client is told them.</summary>
internal static class MethodList
{
    /// <summary>CONNECT is added to routes with GET so that WebSockets work over HTTP/2 (RFC 8441); a client must not be told to use it.</summary>
    public static StringValues WithoutConnect(StringValues allow) => string.Join(
        ", ",
        allow.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static m => !string.Equals(m, "CONNECT", StringComparison.Ordinal)));
}
