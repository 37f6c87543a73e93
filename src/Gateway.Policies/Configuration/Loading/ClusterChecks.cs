using System.Security.Cryptography;
using Gateway.Policies.Forwarding;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Configuration;

/// <summary>What is refused of clusters beyond YARP's own validation.</summary>
internal static class ClusterChecks
{
    public static void Check(GatewayFile file, OptionsValidation validation)
    {
        foreach (var (id, entry) in file.ReverseProxy.Clusters)
        {
            var at = $"ReverseProxy:Clusters:{id}";
            CheckAffinity(at, entry.Yarp.SessionAffinity, validation);
            CheckDestinations(at, entry.Yarp, validation);
            CheckTls($"{at}:BackendTls", entry.BackendTls, validation);
            if (entry.Yarp.HttpClient?.DangerousAcceptAnyServerCertificate is true
                && !entry.Reasons.ContainsKey(nameof(HttpClientConfig.DangerousAcceptAnyServerCertificate)))
                validation.Error(
                    $"{at}:HttpClient:DangerousAcceptAnyServerCertificate", "true",
                    $"that only with a reason at {at}:Reasons:DangerousAcceptAnyServerCertificate", ConfigErrorCode.Unsafe);
        }
    }

    private static void CheckTls(string at, BackendTlsOptions options, OptionsValidation validation)
    {
        if (options.KeyPath is not null && options.CertificatePath is null)
        {
            validation.Error($"{at}:KeyPath", "a key without CertificatePath", "a key together with its certificate", ConfigErrorCode.Conflict);
            return;
        }

        try
        {
            _ = BackendTls.Load(options);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            validation.Error(at, $"what cannot be loaded ({error.Message})", "readable PEM files that belong together", ConfigErrorCode.Material);
        }
    }

    private static void CheckDestinations(string at, ClusterConfig cluster, OptionsValidation validation)
    {
        if (cluster.Destinations is not { Count: > 0 } destinations)
        {
            validation.Error($"{at}:Destinations", "none", "at least one destination with an Address", ConfigErrorCode.MissingMember);
            return;
        }

        foreach (var (name, destination) in destinations)
        {
            if (Uri.TryCreate(destination?.Address, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0) continue;
            validation.Error(
                $"{at}:Destinations:{name}:Address", destination?.Address is { } text ? $"\"{text}\"" : "nothing",
                "an absolute http or https address without user, query or fragment", ConfigErrorCode.InvalidValue);
        }
    }

    // HashCookie is YARP's default policy and needs System.IO.Hashing, which is not part of this build.
    private static void CheckAffinity(string at, SessionAffinityConfig? affinity, OptionsValidation validation)
    {
        if (affinity?.Enabled is not true) return;
        if (affinity.Policy is null or "HashCookie")
            validation.Error(
                $"{at}:SessionAffinity:Policy", affinity.Policy is null ? "nothing (HashCookie)" : "HashCookie",
                "Cookie, ArrCookie or CustomHeader", ConfigErrorCode.Conflict);
    }
}
