using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Hosting.Tls;

/// <summary>A certificate that can be served, with the names it is good for.</summary>
internal sealed record ServerCertificate(X509Certificate2 Leaf, SslStreamCertificateContext Context)
{
    /// <summary>DNS names of the subject alternative name extension (RFC 6125 section 6.4.4: the common name does not count).</summary>
    public IReadOnlyList<string> DnsNames { get; } =
        [.. Leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames()).Select(n => n.ToLowerInvariant())];

    /// <summary>The end of validity, UTC.</summary>
    public DateTimeOffset NotAfter => new(Leaf.NotAfter.ToUniversalTime());

    /// <summary>The start of validity, UTC.</summary>
    public DateTimeOffset NotBefore => new(Leaf.NotBefore.ToUniversalTime());
}
