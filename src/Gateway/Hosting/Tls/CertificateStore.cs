using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gateway.Policies.Configuration;

namespace Gateway.Hosting.Tls;

/// <summary>
/// The certificates that were read last. A renewal that cannot be read keeps the one before it: a half-written file or a wrong key
/// must neither stop the listener nor hold up other changes of the configuration.
/// </summary>
internal sealed class CertificateStore(TimeProvider time)
{
    private readonly Dictionary<(string Path, string? KeyPath), ServerCertificate> _good = [];
    private readonly ConcurrentQueue<string> _failures = new();

    /// <summary>Reads a certificate.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="problem">What is wrong with the files; null when nothing is.</param>
    /// <returns>The certificate to serve: the one in the files, or the last good one while that is valid; null when there is neither.</returns>
    public ServerCertificate? Load(CertificateOptions options, out string? problem)
    {
        problem = null;
        var key = (options.Path, options.KeyPath);
        lock (_good)
        {
            try
            {
                return _good[key] = CertificateLoader.Load(options);
            }
            catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                problem = error.Message;
                if (!_good.TryGetValue(key, out var last) || last.NotAfter <= time.GetUtcNow()) return null;
                _failures.Enqueue($"{options.Path}: {problem} The old one is valid until {last.NotAfter:yyyy-MM-dd}.");
                return last;
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
}
