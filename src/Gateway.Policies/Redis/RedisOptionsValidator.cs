using System.Net;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Redis;

/// <summary>Rules over what the binder cannot check. Offline: whether the server answers is no question of the configuration.</summary>
internal static class RedisOptionsValidator
{
    private const int MinSecretBytes = 16;

    /// <param name="options">The member "Redis".</param>
    /// <param name="validation">Reports at it.</param>
    public static void Validate(RedisOptions options, OptionsValidation validation)
    {
        var parsed = RedisConnectionString.Parse(options.ConnectionString, out var found);
        if (parsed is null)
        {
            validation.Error("ConnectionString", found, RedisConnectionString.AllowedForm, ConfigErrorCode.InvalidValue);
            return;
        }

        if (!parsed.Ssl && !string.IsNullOrEmpty(parsed.Password) && !parsed.EndPoints.All(IsLoopback))
            validation.Warn("ConnectionString", "a password without ssl=true", "ssl=true, or a network that nobody else can listen to");
        if (parsed is { EndPoints.Count: > 1, DefaultDatabase: > 0 })
            validation.Warn("ConnectionString", "several servers and a defaultDatabase", "no defaultDatabase if they are a cluster: a cluster has database 0 alone, and answers nothing here");
        if (!parsed.Ssl && options.CaPath is not null)
            validation.Error("CaPath", "authorities without ssl=true", "CaPath together with ssl=true in ConnectionString", ConfigErrorCode.Conflict);
        if (options.CaPath is { } path && RedisTls.Load(path, out var problem) is null)
            validation.Error("CaPath", problem, "a PEM file with certificates", ConfigErrorCode.Material);
        if (options.PartitionSecret is { } secret && System.Text.Encoding.UTF8.GetByteCount(secret) < MinSecretBytes)
            validation.Error("PartitionSecret", "a short secret", $"at least {MinSecretBytes} random bytes as text, e.g. the output of: openssl rand -base64 32", ConfigErrorCode.Unsafe);
    }

    private static bool IsLoopback(EndPoint endpoint) => endpoint switch
    {
        IPEndPoint ip => IPAddress.IsLoopback(ip.Address),
        DnsEndPoint dns => string.Equals(dns.Host, "localhost", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
