using System.Text;
using System.Text.Unicode;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.Policies.Validation.Documents;

/// <summary>
/// A document and every file that its references lead to, all within one folder. Nothing is ever fetched from the network: an address that is
/// no file has to be given a file.
/// </summary>
/// <param name="folder">The folder that files have to be in, with those in it.</param>
/// <param name="addresses">Files that stand for documents of other addresses.</param>
/// <param name="findings">Where findings go.</param>
internal sealed class DocumentSet(string folder, IReadOnlyDictionary<string, string> addresses, SourceFindings findings)
{
    /// <summary>References that lead to references; more are a circle.</summary>
    public const int MaxReferences = 32;

    private const int MaxBytes = 32 << 20;
    private const int MaxFiles = 10_000;

    private readonly Dictionary<string, SourceDocument?> _byUri = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly Dictionary<(SourceDocument, string), SourcePlace> _targets = [];
    private readonly List<FileStamp> _stamps = [];

    /// <summary>Every document that was read.</summary>
    public IEnumerable<SourceDocument> Documents => _byUri.Values.OfType<SourceDocument>();

    /// <summary>The files as they were when they were read, also those that could not be.</summary>
    public IReadOnlyList<FileStamp> Stamps => _stamps;

    /// <summary>Reads a document and all that it refers to; null after a finding.</summary>
    public SourceDocument? Load(string path)
    {
        var document = Open(FileUri(path), path, required: true);
        if (document is null) return null;
        var waiting = new Queue<SourceDocument>([document]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var reference in References.In(next.Root))
            {
                if (Target(next, reference) is { } uri && !_byUri.ContainsKey(uri.AbsoluteUri) && Open(uri) is { } found) waiting.Enqueue(found);
            }
        }

        return document;
    }

    /// <summary>Follows a reference if it leads somewhere, and says nothing if not.</summary>
    public SourcePlace? Peek(SourcePlace from, string reference)
    {
        // A few components are what thousands of operations refer to.
        if (_targets.TryGetValue((from.Document, reference), out var known)) return known;
        if (Target(from.Document, reference) is not { } uri || _byUri.GetValueOrDefault(uri.AbsoluteUri) is not { } document) return null;
        var pointer = Pointer(reference);
        if (JsonPointer.Resolve(document.Root, pointer) is not { } node) return null;
        return _targets[(from.Document, reference)] = new SourcePlace(document, SourcePath.Of(pointer), node);
    }

    /// <summary>Follows a reference; null after a finding at the place that makes it.</summary>
    public SourcePlace? Resolve(SourcePlace from, string reference)
    {
        if (Peek(from, reference) is { } place) return place;
        if (Target(from.Document, reference) is not { } uri)
        {
            findings.Error(from, $"the reference \"{reference}\", which is no address", "a path relative to the document, and \"#\" with a JSON pointer");
            return null;
        }

        if (_byUri.GetValueOrDefault(uri.AbsoluteUri) is null)
        {
            findings.Error(from, $"a reference to \"{reference}\": {Problem(uri)}", Allowed);
            return null;
        }

        findings.Error(from, $"a reference to \"{reference}\", where nothing stands", "a JSON pointer to something in the document");
        return null;
    }

    /// <summary>Why a document is not there, in words.</summary>
    public string Problem(Uri uri) => _problems.GetValueOrDefault(uri.AbsoluteUri, "a document that is not part of the set");

    private string Allowed => $"files in {folder}; an address of the network needs a file in Documents";

    // Spelt out: to an address that was made of a path, "#" is a letter of the file's name.
    private static Uri FileUri(string path) => new($"file://{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    private static string Pointer(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? "" : Uri.UnescapeDataString(reference[(hash + 1)..]);
    }

    private static Uri? Target(SourceDocument from, string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var address = hash < 0 ? reference : reference[..hash];
        if (address.Length == 0) return from.Uri;
        return Uri.TryCreate(from.Uri, address, out var uri) ? uri : null;
    }

    private SourceDocument? Open(Uri uri)
    {
        if (addresses.TryGetValue(uri.AbsoluteUri, out var given)) return Open(uri, given, required: true);
        if (!uri.IsFile) return Refuse(uri, "an address of the network, from which nothing is fetched");
        var path = Path.GetFullPath(uri.LocalPath);
        var relative = Path.GetRelativePath(folder, path);
        return relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? Refuse(uri, $"a file outside of {folder}")
            : Open(uri, path, required: false);
    }

    private SourceDocument? Open(Uri uri, string path, bool required)
    {
        if (_byUri.Count >= MaxFiles) return Refuse(uri, $"one file more than {MaxFiles}");
        _stamps.Add(FileStamp.Of(path));
        var file = BoundedFile.Read(path, MaxBytes);
        if (file.Bytes is not { } bytes)
        {
            if (required) findings.Error(path, 1, 1, "#", file.Problem, "a readable file of at most 32 MiB");
            return Refuse(uri, file.Problem);
        }

        var document = Parse(uri, path, bytes);
        return document is null ? Refuse(uri, "a file with errors of its own") : _byUri[uri.AbsoluteUri] = document;
    }

    private SourceDocument? Parse(Uri uri, string path, byte[] bytes)
    {
        ArraySegment<byte> text = bytes;
        if (text.AsSpan().StartsWith(Encoding.UTF8.Preamble)) text = text[Encoding.UTF8.Preamble.Length..];
        if (!Utf8.IsValid(text))
        {
            findings.Error(path, 1, 1, "#", "a file that is not UTF-8", "UTF-8");
            return null;
        }

        if (IsJson(path, text)) return JsonSource.Read(text, path, findings) is { } json ? new(path, uri, json, text) : null;
        return YamlSource.Read(text, path, findings) is { } yaml ? new(path, uri, yaml, SourceJson.Write(yaml, text.Count)) : null;
    }

    private static bool IsJson(string path, ReadOnlySpan<byte> text) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".json" => true,
        ".yaml" or ".yml" => false,
        _ => text.TrimStart(" \t\r\n"u8) is [(byte)'{', ..],
    };

    private SourceDocument? Refuse(Uri uri, string problem)
    {
        _byUri[uri.AbsoluteUri] = null;
        _problems[uri.AbsoluteUri] = problem;
        return null;
    }
}
