using System.Text.Json;
using Gateway.JsonSchema;

namespace Gateway.Cli.Contract;

/// <summary>A file that maps addresses to the documents that stand there: what references lead to is read from it, never from the network.</summary>
internal static class ContractRemotes
{
    private const int MaxDepth = 512;

    /// <summary>Adds the documents to a catalogue; one whose address is taken there, by a meta-schema for instance, is not needed.</summary>
    /// <exception cref="JsonSchemaException">An object in one of them has a member twice.</exception>
    public static void AddTo(JsonSchemaCatalog catalog, IReadOnlyDictionary<Uri, byte[]> remotes)
    {
        foreach (var (uri, document) in remotes)
        {
            try
            {
                catalog.Add(uri, document);
            }
            catch (ArgumentException)
            {
                // Taken: Read lets no other address through that a catalogue refuses.
            }
        }
    }

    /// <returns>The documents, or null after a problem.</returns>
    public static Dictionary<Uri, byte[]>? Read(string path, out string problem)
    {
        var remotes = new Dictionary<Uri, byte[]>();
        problem = "";
        try
        {
            var text = File.ReadAllBytes(path);
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) throw new JsonException("an object is expected");
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var address = reader.GetString()!;
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) throw new JsonException($"\"{address}\" is no absolute URL");
                if (uri.Fragment.Length > 1) throw new JsonException($"\"{address}\" has a fragment");
                remotes[uri] = text[start..(int)reader.BytesConsumed];
            }

            reader.Read();
            return remotes;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            problem = $"--remotes: {path}: found {error.Message.TrimEnd('.')}; allowed: a JSON object of absolute URLs and the documents that stand there";
            return null;
        }
    }
}
