using System.Security.Authentication;
using StackExchange.Redis;

namespace Gateway.Policies.Redis;

/// <summary>Reads a connection string. Nothing of it appears in messages but the names of options: the rest may be a secret.</summary>
internal static class RedisConnectionString
{
    public const string AllowedForm = "\"host:port\", several of them separated by commas, then any of password, ssl, sslHost, defaultDatabase, name as NAME=VALUE";

    private const string NoHost = "a connection string without a host";

    private static readonly string[] Allowed = ["password", "ssl", "sslHost", "defaultDatabase", "name", "abortConnect"];

    /// <summary>The client's configuration, or null with what was found instead.</summary>
    public static ConfigurationOptions? Parse(string text, out string found)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            found = NoHost;
            return null;
        }

        if (FindUnknown(text) is { } unknown)
        {
            found = unknown;
            return null;
        }

        ConfigurationOptions parsed;
        try
        {
            parsed = ConfigurationOptions.Parse(text, ignoreUnknown: false);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            // The client's message may quote the value.
            found = "a connection string that cannot be read (its text is not shown: it may hold the password)";
            return null;
        }

        found = parsed.EndPoints.Count == 0 ? NoHost : "";
        return parsed.EndPoints.Count == 0 ? null : Complete(parsed);
    }

    private static string? FindUnknown(string text)
    {
        var mayBeSecret = false;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) continue;
            var name = part[..equals].Trim();
            // A comma ends a password: what follows one may be the rest of it.
            if (!Allowed.Contains(name, StringComparer.OrdinalIgnoreCase)) return mayBeSecret ? "an unknown option behind the password (not shown: it may be a part of it)" : $"the option \"{name}\"";
            mayBeSecret |= name.Equals("password", StringComparison.OrdinalIgnoreCase);
        }

        return null;
    }

    private static ConfigurationOptions Complete(ConfigurationOptions options)
    {
        // A gateway starts, and serves what needs no Redis, whether Redis is there or not.
        options.AbortOnConnectFail = false;
        // Also how long a server that accepts and does not answer holds up a look at the others.
        options.ConnectTimeout = 750;
        options.ConnectRetry = 1;
        options.SyncTimeout = 1000;
        options.KeepAlive = 5;
        // Neither feature is used, and each needs a permission of its own on the server.
        options.TieBreaker = "";
        options.ConfigurationChannel = "";
        if (string.IsNullOrEmpty(options.ClientName)) options.ClientName = "gateway";
        if (options.Ssl) options.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        return options;
    }
}
