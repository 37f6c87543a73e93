using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Hosting.Tls;

/// <summary>How long the certificates that are served remain valid, on the meter "Gateway.Tls". The tag names are those of configured certificates.</summary>
internal sealed class CertificateMetrics : IDisposable
{
    private readonly Meter _meter;

    public CertificateMetrics(IMeterFactory meters, ServerCertificates certificates, TimeProvider time)
    {
        _meter = meters.Create("Gateway.Tls");
        _meter.CreateObservableGauge(
            "gateway.tls.certificate.expiry", () => Observe(certificates.Served, time.GetUtcNow()), "s", "Time until a certificate that is served expires; negative when it has.");
    }

    public void Dispose() => _meter.Dispose();

    // Of two for one name (RSA and ECDSA) the one that expires first counts.
    private static IEnumerable<Measurement<double>> Observe(IReadOnlyList<ServerCertificate> served, DateTimeOffset now) =>
        served.GroupBy(Name, StringComparer.Ordinal).Select(c => new Measurement<double>(
            c.Min(s => (s.NotAfter - now).TotalSeconds), new KeyValuePair<string, object?>("certificate", c.Key)));

    private static string Name(ServerCertificate certificate) =>
        certificate.DnsNames.Count > 0 ? certificate.DnsNames[0] : certificate.Leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
}
