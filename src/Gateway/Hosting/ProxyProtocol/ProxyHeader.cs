using System.Net;

namespace Gateway.Hosting.ProxyProtocol;

/// <summary>What a PROXY protocol header says. <see cref="Source"/> is null for LOCAL, UNKNOWN and UNSPEC: the connection is the proxy's own.</summary>
/// <param name="Source">The client's address.</param>
/// <param name="Destination">The address that the client connected to.</param>
internal readonly record struct ProxyHeader(IPEndPoint? Source, IPEndPoint? Destination);

/// <summary>How far reading a header got.</summary>
internal enum ProxyHeaderStatus
{
    /// <summary>What is there may be the start of a header.</summary>
    Incomplete,

    /// <summary>The header is complete.</summary>
    Complete,

    /// <summary>No header, or a malformed one: nothing on this connection can be believed.</summary>
    Invalid,
}
