namespace Gateway.Hosting;

/// <summary>
/// How the runtime goes on when a socket is ready: on the thread that noticed it, instead of handing the work to another one (decision 0029). There is one such
/// thread for each processor then. Requests still run on the thread pool, because Kestrel takes them there; what runs inline is the way of a backend's answer.
/// </summary>
internal static class SocketCompletions
{
    // The runtime has no other switch for it: read once, when the first socket waits.
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Call it before the first socket is used. A value that is set already stays.</summary>
    public static void RunInline()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null) Environment.SetEnvironmentVariable(Variable, "1");
    }
}
