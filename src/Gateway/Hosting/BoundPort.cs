namespace Gateway.Hosting;

/// <summary>The port that a listener got, which counts when the configuration takes any free one.</summary>
internal static class BoundPort
{
    /// <param name="addresses">The addresses that the server listens on, in the order of the listeners.</param>
    /// <param name="scheme">"https" for the public listener, "http" for the plain one.</param>
    /// <returns>The port of the first listener of the scheme; null when there is none.</returns>
    public static int? Of(IEnumerable<string> addresses, string scheme)
    {
        foreach (var url in addresses)
            if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == scheme) return address.Port;
        return null;
    }
}
