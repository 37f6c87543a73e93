using System.Net;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.ForwardedHeaders;

/// <summary>
/// Who is the client? The peer, unless it is a trusted proxy: then the rightmost address of X-Forwarded-For that is not one. Everything
/// left of that is the client's own claim. A field of an untrusted peer is never read.
/// </summary>
internal sealed class ClientAddressResolver(IReadOnlyList<IPNetwork> trustedProxies)
{
    /// <summary>The most addresses that a chain may have; more is an attempt to make us work.</summary>
    public const int MaxEntries = 64;

    private static readonly Rejection TooMany = new() { Status = 400, Title = "Bad request", Reason = "forwarded-too-many" };

    private readonly TrustedNetworks _trusted = new(trustedProxies);

    /// <summary>Puts the client's address into <see cref="ConnectionInfo.RemoteIpAddress"/>, from where limits, rules and YARP take it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="trustedPeer">The peer is a trusted proxy: its request ids may be believed as well.</param>
    public Rejection? Resolve(HttpContext context, out bool trustedPeer)
    {
        trustedPeer = false;
        if (_trusted.IsEmpty || context.Connection.RemoteIpAddress is not { } peer || !_trusted.Contains(peer)) return null;
        trustedPeer = true;
        var lines = context.Request.Headers["X-Forwarded-For"];
        if (lines.Count == 0) return null;
        if (Count(lines) > MaxEntries) return TooMany;
        var client = Client(peer, lines);
        if (!ReferenceEquals(client, peer))
        {
            context.Connection.RemoteIpAddress = client;
            context.Connection.RemotePort = 0;
        }

        return null;
    }

    /// <summary>True for the address of a trusted proxy.</summary>
    public bool IsTrusted(IPAddress address) => _trusted.Contains(address);

    /// <summary>Walks from the right as long as each hop is vouched for by a trusted one; what cannot be read ends the walk at the last good hop.</summary>
    internal IPAddress Client(IPAddress peer, StringValues lines)
    {
        var client = peer;
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var line = lines[i].AsSpan();
            while (true)
            {
                var comma = line.LastIndexOf(',');
                if (!NodeAddress.TryParse(line[(comma + 1)..].Trim(" \t"), out var address)) return client;
                client = address;
                if (!_trusted.Contains(address)) return client;
                if (comma < 0) break;
                line = line[..comma];
            }
        }

        return client;
    }

    private static int Count(StringValues lines)
    {
        var count = 0;
        foreach (var line in lines) count += 1 + line.AsSpan().Count(',');
        return count;
    }
}
