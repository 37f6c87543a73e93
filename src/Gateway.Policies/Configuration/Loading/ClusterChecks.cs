using System.Security.Cryptography;
using Gateway.Policies.Configuration.Reading;
using Gateway.Policies.Forwarding;
using Gateway.Policies.LoadShedding;
using Gateway.Policies.OutlierEjection;
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
            LoadSheddingOptionsValidator.Validate($"{at}:AdaptiveConcurrency", entry.AdaptiveConcurrency, validation);
            OutlierEjectionChecks.Check(at, entry, validation);
            ReservedMetadata.Check(at, entry.Yarp.Metadata, validation);
            if (entry.Yarp.HttpClient?.DangerousAcceptAnyServerCertificate is true
                && !Reasons.Has(entry.Reasons, nameof(HttpClientConfig.DangerousAcceptAnyServerCertificate)))
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

        // One after the other, so that the finding is at the file that is wrong: of a pair that does not fit, the key.
        _ = TryLoad("CaPath", options.CaPath, new BackendTlsOptions { CaPath = options.CaPath }, "a readable PEM file with certificates")
            && TryLoad("CertificatePath", options.CertificatePath, new BackendTlsOptions { CaPath = options.CertificatePath }, "a readable PEM file with a certificate")
            && TryLoad(options.KeyPath is null ? "CertificatePath" : "KeyPath", options.KeyPath ?? options.CertificatePath, options, "a readable PEM file with the key of the certificate");

        bool TryLoad(string member, string? path, BackendTlsOptions part, string allowed)
        {
            try
            {
                if (path is not null) _ = BackendTls.Load(part);
                return true;
            }
            catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                validation.Error($"{at}:{member}", FileProblem.Of(path!, error), allowed, ConfigErrorCode.Material);
                return false;
            }
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
            CheckAddress($"{at}:Destinations:{name}:Address", destination?.Address, validation);
            if (destination?.Health is { Length: > 0 } health) CheckAddress($"{at}:Destinations:{name}:Health", health, validation);
        }
    }

    // An address with a scheme is not repeated: it may carry a password.
    private static void CheckAddress(string member, string? text, OptionsValidation validation)
    {
        var problem = Uri.TryCreate(text, UriKind.Absolute, out var address) && text!.Contains("://", StringComparison.Ordinal) ? address switch
        {
            { Scheme: not ("http" or "https") } => $"an address with the scheme \"{address.Scheme}\"",
            { UserInfo.Length: > 0 } => "an address with a user",
            { Query.Length: > 0 } => "an address with a query",
            { Fragment.Length: > 0 } => "an address with a fragment",
            _ => null,
        } : string.IsNullOrEmpty(text) ? "nothing" : WithoutScheme(text);
        if (problem is not null)
            validation.Error(member, problem, "an absolute http or https address without user, query or fragment", ConfigErrorCode.InvalidValue);
    }

    private static string WithoutScheme(string text) =>
        text.Contains("//", StringComparison.Ordinal) ? "what is no absolute address"
        : text.Contains('@', StringComparison.Ordinal) ? "an address without http:// or https://"
        : $"\"{(text.Length > 80 ? text[..80] + "…" : text)}\", without http:// or https://";

    // HashCookie is YARP's default policy and needs System.IO.Hashing, which is not part of this build.
    private static void CheckAffinity(string at, SessionAffinityConfig? affinity, OptionsValidation validation)
    {
        if (affinity?.Enabled is not true) return;
        // YARP compares the names without case, and takes an empty one for none.
        var isDefault = string.IsNullOrEmpty(affinity.Policy);
        if (isDefault || string.Equals(affinity.Policy, "HashCookie", StringComparison.OrdinalIgnoreCase))
            validation.Error(
                $"{at}:SessionAffinity:Policy", isDefault ? "nothing (HashCookie)" : "HashCookie",
                "Cookie, ArrCookie or CustomHeader", ConfigErrorCode.Conflict);
    }
}
