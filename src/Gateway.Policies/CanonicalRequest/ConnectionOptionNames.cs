namespace Gateway.Policies.CanonicalRequest;

/// <summary>Options of the Connection field that say something about the connection, and do not nominate a field of the client's.</summary>
internal static class ConnectionOptionNames
{
    // TE goes with "TE: trailers", which gRPC backends need and YARP handles; HTTP2-Settings is removed from every request.
    private static readonly string[] Names = ["close", "keep-alive", "upgrade", "te", "http2-settings"];

    /// <summary>True when the line names a field: "close, X-User".</summary>
    public static bool Nominates(ReadOnlySpan<char> line)
    {
        foreach (var range in line.Split(','))
        {
            var option = line[range].Trim(" \t");
            if (!option.IsEmpty && !Contains(option)) return true;
        }

        return false;
    }

    public static bool Contains(ReadOnlySpan<char> option)
    {
        foreach (var name in Names)
        {
            if (option.Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
