using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gateway.Policies.Configuration;

namespace Gateway.Hosting.Tls;

/// <summary>
/// The certificates that were read last. A renewal that cannot be read, or is not valid now, keeps the one before it while that is valid:
/// a half-written file, a wrong key or an old backup put in its place must neither stop the listener nor hold up other changes of the
/// configuration.
/// </summary>
internal sealed class CertificateStore(TimeProvider time)
{
    private readonly Dictionary<(string Path, string? KeyPath), ServerCertificate> _good = [];
    private readonly ConcurrentQueue<string> _failures = new();

    /// <summary>Reads a certificate.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="problem">What is wrong with the files; null when nothing is.</param>
    /// <returns>The certificate to serve: the one in the files, or the last good one while that is valid; null when there is neither.</returns>
    public ServerCertificate? Load(CertificateOptions options, out CertificateProblem? problem)
    {
        problem = null;
        var key = (options.Path, options.KeyPath);
        lock (_good)
        {
            try
            {
                var read = CertificateLoader.Load(options);
                if (IsValid(read) || LastValid(key) is not { } valid) return _good[key] = read;
                problem = new(nameof(CertificateOptions.Path), options.Path, $"a certificate valid from {read.NotBefore:yyyy-MM-dd} to {read.NotAfter:yyyy-MM-dd}");
                return Keep(valid, problem);
            }
            catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                problem = CertificateLoader.Explain(options, error);
                return LastValid(key) is { } last ? Keep(last, problem) : null;
            }
        }
    }

    /// <summary>The certificates of a configuration that was checked with this store.</summary>
    public IReadOnlyList<ServerCertificate> For(HttpsOptions https)
    {
        lock (_good) return [.. https.Certificates.Select(c => _good[(c.Path, c.KeyPath)])];
    }

    /// <summary>The renewals that failed since this was asked last.</summary>
    public IReadOnlyList<string> TakeFailures()
    {
        var taken = new List<string>();
        while (_failures.TryDequeue(out var failure)) taken.Add(failure);
        return taken;
    }

    private ServerCertificate? LastValid((string Path, string? KeyPath) key) =>
        _good.TryGetValue(key, out var last) && last.NotAfter > time.GetUtcNow() ? last : null;

    private bool IsValid(ServerCertificate certificate) => certificate.NotBefore <= time.GetUtcNow() && time.GetUtcNow() < certificate.NotAfter;

    private ServerCertificate Keep(ServerCertificate last, CertificateProblem problem)
    {
        _failures.Enqueue($"{problem}; the old one is valid until {last.NotAfter:yyyy-MM-dd}");
        return last;
    }
}
