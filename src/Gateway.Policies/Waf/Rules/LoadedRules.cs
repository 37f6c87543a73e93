using System.Security.Cryptography;
using Gateway.Policies.Configuration;
using Gateway.Policies.Validation.Documents;
using Gateway.SecLang;
using Gateway.SecLang.Parsing;

namespace Gateway.Policies.Waf.Rules;

/// <summary>Rule files as they were read, and what was made of them.</summary>
internal sealed class LoadedRules
{
    /// <summary>What a person can use at once; the rest comes after these have been mended.</summary>
    private const int MaxFindings = 50;

    private readonly WafRuleSettings _settings;
    private readonly string _matched;
    private readonly byte[] _hash;
    private FileStamp[] _stamps;

    private LoadedRules(WafRuleSettings settings, RuleSetLoad load, string matched, FileStamp[] stamps, byte[] hash)
    {
        _settings = settings;
        _matched = matched;
        _stamps = stamps;
        _hash = hash;
        Rules = load.RuleSet;
        // In the order in which they are shown: who is told of the first finds it in the first line.
        Findings =
        [
            .. load.Diagnostics.OrderByDescending(static d => d.IsError)
                .ThenBy(static d => d.Position.File, StringComparer.Ordinal).ThenBy(static d => d.Position.Line).ThenBy(static d => d.Position.Column)
                .Take(MaxFindings).Select(RuleFinding.Of),
        ];
    }

    /// <summary>Null where there are errors.</summary>
    public RuleSet? Rules { get; }

    public IReadOnlyList<ConfigError> Findings { get; }

    /// <summary>The files, and the folders in which further ones may appear.</summary>
    public IEnumerable<string> WatchedPaths =>
        _stamps.Select(static s => s.Path).Concat(_settings.Patterns.Where(RuleFiles.IsPattern).Select(static p => Path.GetDirectoryName(p)!).Where(Directory.Exists)).Distinct(StringComparer.Ordinal);

    public static LoadedRules Load(WafRuleSettings settings)
    {
        // Before the files are read: one that changes meanwhile is read again the next time.
        var matched = Matched(settings);
        var load = Compile(settings);
        var files = load.Files;
        return new LoadedRules(settings, load, matched, [.. files.Select(FileStamp.Of)], HashOf(files));
    }

    /// <summary>Whether the files are those that were read, or say the same. What had errors is read again when anything has changed.</summary>
    public bool IsCurrent()
    {
        if (Matched(_settings) != _matched) return false;
        FileStamp[] stamps = [.. _stamps.Select(static s => FileStamp.Of(s.Path))];
        if (stamps.SequenceEqual(_stamps)) return true;
        if (Rules is null || !HashOf(stamps.Select(static s => s.Path)).AsSpan().SequenceEqual(_hash)) return false;
        _stamps = stamps;
        return true;
    }

    private static RuleSetLoad Compile(WafRuleSettings settings)
    {
        var id = 4_294_900_000;
        var before = WafRuleSettings.Pairs(settings.Defaults).Select(d => $"SecAction \"id:{++id},phase:1,t:none,nolog,pass,setvar:'tx.{d.Name}={d.Value}'\"");
        return RuleSet.Load(new RuleSetOptions
        {
            Files = [.. settings.Patterns],
            Folder = "/",
            Before = string.Join('\n', before),
            // The gateway's configuration says whether and how much; files written for a server of their own often say DetectionOnly.
            After = "SecRuleEngine On\nSecRequestBodyAccess On\nSecResponseBodyAccess On",
            Variables = WafRuleSettings.Pairs(settings.Variables).ToDictionary(static v => v.Name, static v => v.Value, StringComparer.OrdinalIgnoreCase),
        });
    }

    private static string Matched(WafRuleSettings settings) => string.Join('\n', settings.Patterns.SelectMany(static p => RuleFiles.Find(p, "/")));

    private static byte[] HashOf(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            try
            {
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                hash.AppendData([0]);
            }
        }

        return hash.GetHashAndReset();
    }
}
