using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>
/// The sets of keys of the process. A configuration gets exactly the sets that it was validated with, even when a file changes in
/// between; a reload finds a set whose settings and file did not change.
/// </summary>
internal sealed class ApiKeySets
{
    /// <summary>The problem of a file that was not made with the set's pepper.</summary>
    public const string WrongPepper = "a pepper that is not the one its keys were made with";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[] Fingerprint, WeakReference<ApiKeySet> Set)> _latest = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<GatewayOptions, Dictionary<string, ApiKeySet>> _loaded = [];

    /// <summary>The set of a configuration that has been validated.</summary>
    public ApiKeySet Get(string name, GatewayOptions gateway)
    {
        var problems = new List<string>();
        return Load(name, gateway, problems)
            ?? throw new InvalidOperationException($"The key file of Gateway:ApiKeys:{name} cannot be used: {string.Join("; ", problems)}");
    }

    /// <summary>Loads a set from its file; null with the problems when that is not possible.</summary>
    public ApiKeySet? Load(string name, GatewayOptions gateway, List<string> problems)
    {
        lock (_lock)
        {
            var loaded = _loaded.GetOrCreateValue(gateway);
            if (loaded.TryGetValue(name, out var set)) return set;
            var options = gateway.ApiKeys[name];
            if (ReadFile(options.Path, problems) is not { } content) return null;
            var pepper = ApiKeyHash.Pepper(options.Pepper);
            var fingerprint = Fingerprint(options.Prefix, pepper, content);
            if (!_latest.TryGetValue(name, out var latest) || !latest.Fingerprint.AsSpan().SequenceEqual(fingerprint) || !latest.Set.TryGetTarget(out set))
            {
                if (ApiKeyDocumentReader.Read(content, problems) is not { } document) return null;
                if (!PepperCheck.Fits(document, pepper))
                {
                    problems.Add(WrongPepper);
                    return null;
                }

                set = new ApiKeySet($"{SchemeReference.ApiKey}:{name}", options.Prefix, pepper, document);
                _latest[name] = (fingerprint, new(set));
            }

            loaded[name] = set;
            return set;
        }
    }

    private static byte[]? ReadFile(string path, List<string> problems)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length <= ApiKeyDocumentReader.MaxBytes)
            {
                var content = new byte[file.Length];
                file.ReadExactly(content);
                return content;
            }

            problems.Add($"a file of {file.Length} bytes");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(error is FileNotFoundException or DirectoryNotFoundException ? "no such file" : error.Message);
        }

        return null;
    }

    private static byte[] Fingerprint(string prefix, byte[] pepper, byte[] content)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, pepper);
        hash.AppendData(Encoding.UTF8.GetBytes(prefix + "\n"));
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
