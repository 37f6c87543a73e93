using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Gateway.Policies.Redis;

/// <summary>Trusts the authorities of a file, and no others, for the server's certificate. The name is checked in any case.</summary>
internal static class RedisTls
{
    /// <summary>The authorities in a PEM file, or null with what was found instead.</summary>
    public static X509Certificate2Collection? Load(string path, out string found)
    {
        found = "";
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            found = $"{path}: {error.Message}";
            return null;
        }

        if (authorities.Count > 0) return authorities;
        found = $"{path} without a certificate";
        return null;
    }

    public static void Trust(ConfigurationOptions options, X509Certificate2Collection authorities) =>
        options.CertificateValidation += (_, certificate, presented, errors) => IsTrusted(certificate, presented, errors, authorities);

    private static bool IsTrusted(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;
        using var server = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // Private authorities seldom publish revocation lists, and a list that cannot be fetched must not take the store away.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (presented is not null)
            foreach (var element in presented.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(server);
    }
}
