using Gateway.Policies.Configuration;

namespace Gateway.Hosting.Tls;

/// <summary>Certificates are read when the configuration is checked, so that a wrong file is found before it serves.</summary>
/// <param name="store">Keeps what was read for the listener.</param>
/// <param name="time">The clock.</param>
internal sealed class CertificateCheck(CertificateStore store, TimeProvider time) : IConfigurationCheck
{
    public void Check(GatewayFile file, OptionsValidation validation)
    {
        var https = file.Gateway.Https;
        if (https.MinimumTlsVersion is TlsVersion.Tls12)
            validation.Warn("Gateway:Https:MinimumTlsVersion", "Tls12", "Tls13, unless clients exist that cannot do it");
        for (var i = 0; i < https.Certificates.Count; i++)
            Check(https.Certificates[i], $"Gateway:Https:Certificates[{i}]", validation);
    }

    private void Check(CertificateOptions options, string at, OptionsValidation validation)
    {
        // A missing Path was reported when the member was bound.
        if (options.Path.Length == 0) return;
        if (CertificateLoader.IsPfx(options.Path) != options.KeyPath is null)
        {
            validation.Error(
                $"{at}:KeyPath", options.KeyPath is null ? "nothing" : "a key beside a PFX file",
                "the key's file for PEM, nothing for PFX", ConfigErrorCode.Conflict);
            return;
        }

        var certificate = store.Load(options, out var problem);
        if (certificate is null)
        {
            validation.Error($"{at}:{problem!.Member}", problem.ToString(), Allowed(problem), ConfigErrorCode.Material);
            return;
        }

        if (problem is not null)
            validation.Warn($"{at}:{problem.Member}", $"{problem}; the last good certificate serves on", Allowed(problem), ConfigErrorCode.Material);
        CheckValidity(certificate, at, validation);
    }

    private static string Allowed(CertificateProblem problem) =>
        problem.Member == nameof(CertificateOptions.KeyPath) ? "a readable PEM file with the key of the certificate" : "a readable certificate that is valid now, with its key";

    private void CheckValidity(ServerCertificate certificate, string at, OptionsValidation validation)
    {
        var now = time.GetUtcNow();
        if (certificate.NotAfter <= now || certificate.NotBefore > now)
            validation.Warn(
                $"{at}:Path", $"a certificate valid from {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd}",
                "one that is valid now", ConfigErrorCode.Material);
        if (certificate.DnsNames.Count == 0)
            validation.Warn($"{at}:Path", "a certificate without DNS names", "subject alternative names of the public hosts", ConfigErrorCode.Material);
    }
}
