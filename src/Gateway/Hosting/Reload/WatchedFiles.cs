using System.Globalization;
using Gateway.Policies.Configuration;

namespace Gateway.Hosting.Reload;

/// <summary>Everything on disk that a configuration is made of: its files and what they refer to.</summary>
internal static class WatchedFiles
{
    public static IReadOnlyList<string> Of(LoadedConfiguration configuration)
    {
        var gateway = configuration.File.Gateway;
        var files = new HashSet<string>(configuration.Document.Files, StringComparer.Ordinal);
        foreach (var certificate in gateway.Https.Certificates) Add(certificate.Path, certificate.KeyPath);
        foreach (var keys in gateway.ApiKeys.Values) Add(keys.Path);
        foreach (var issuer in gateway.Jwt.Values) Add(issuer.JwksPath);
        foreach (var cluster in configuration.File.ReverseProxy.Clusters.Values)
            Add(cluster.BackendTls.CaPath, cluster.BackendTls.CertificatePath, cluster.BackendTls.KeyPath);
        foreach (var path in ReferredFiles.Of(configuration.Routes.Select(static r => r.Policies))) files.Add(path);
        return [.. files, .. configuration.Document.Directories];

        void Add(params string?[] paths)
        {
            foreach (var path in paths)
                if (!string.IsNullOrEmpty(path)) files.Add(path);
        }
    }

    /// <summary>
    /// Changes whenever one of them does: target of the link (Kubernetes swaps a symlink of a folder above), time and length; of a
    /// directory, the names in it.
    /// </summary>
    public static string Signature(IEnumerable<string> paths) => string.Join('\n', paths.Select(Signature));

    private static string Signature(string path)
    {
        try
        {
            if (Directory.Exists(path)) return string.Join('|', Directory.EnumerateFiles(path).Order(StringComparer.Ordinal));
            using var file = File.OpenHandle(path);
            // Through the handle: of the file that the path leads to now, however many links are on the way.
            return string.Create(
                CultureInfo.InvariantCulture, $"{File.GetLastWriteTimeUtc(file).Ticks}:{File.GetCreationTimeUtc(file).Ticks}:{RandomAccess.GetLength(file)}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.GetType().Name;
        }
    }
}
