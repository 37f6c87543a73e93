using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.JsonSchema;

namespace Gateway.Cli.Contract;

/// <summary>
/// Judges JSON lines <c>{"schema": …, "data": …, "format": true}</c>, one word each: <c>valid</c>, <c>invalid</c>, or <c>error</c> for a schema
/// that cannot be compiled or a line that is none of these. A conformance suite of any origin can be run with it.
/// </summary>
internal sealed class ContractLines(IReadOnlyDictionary<Uri, byte[]> remotes, JsonSchemaDialect dialect)
{
    private const int MaxDepth = 512;

    private static readonly Uri Place = new("urn:gateway:contract-check");
    private readonly ArrayBufferWriter<byte> _lastSchema = new();
    private (JsonSchemaDialect Dialect, bool Format) _lastSettings;
    private JsonSchemaValidator? _validator;
    private string _problem = "";

    /// <returns>How many lines were an error.</returns>
    public async Task<int> RunAsync(TextReader lines, TextWriter answers, TextWriter problems, CancellationToken cancellation)
    {
        var errors = 0;
        for (var number = 1; await lines.ReadLineAsync(cancellation) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            var answer = Judge(Encoding.UTF8.GetBytes(line), out var problem);
            await answers.WriteLineAsync(answer);
            if (problem is null) continue;
            errors++;
            await problems.WriteLineAsync($"line {number}: {problem}");
        }

        return errors;
    }

    private string Judge(byte[] line, out string? problem)
    {
        problem = null;
        if (!TryRead(line, out var schema, out var data, out var format, out var own))
        {
            problem = "found no object with the members schema and data; allowed: {\"schema\": …, \"data\": …}, and format (true or false) and dialect if wanted";
            return "error";
        }

        if (Compile(line.AsSpan(schema), format, own ?? dialect) is { } validator) return validator.IsValid(line.AsSpan(data)) ? "valid" : "invalid";
        problem = _problem;
        return "error";
    }

    // Slices, because an instance is judged as it stands: 1e400 is a number, and "\ud800" a string.
    private static bool TryRead(byte[] line, out Range schema, out Range data, out bool format, out JsonSchemaDialect? dialect)
    {
        (schema, data, format, dialect) = (default, default, false, null);
        var (hasSchema, hasData) = (false, false);
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                if (name is "format") format = reader.TokenType is JsonTokenType.True;
                if (name is "dialect" or "draft" && reader.TokenType is JsonTokenType.String) dialect = ContractDialects.Find(reader.GetString()!);
                reader.Skip();
                var value = start..(int)reader.BytesConsumed;
                if (name is "schema") (schema, hasSchema) = (value, true);
                if (name is "data") (data, hasData) = (value, true);
            }

            // Nothing may stand behind the object: another object would be a case that nobody judged.
            reader.Read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter for a name with half of a surrogate pair.
            return false;
        }

        return hasSchema && hasData;
    }

    // Suites have many lines of one schema.
    private JsonSchemaValidator? Compile(ReadOnlySpan<byte> schema, bool format, JsonSchemaDialect schemaDialect)
    {
        if (_lastSchema.WrittenSpan.SequenceEqual(schema) && _lastSettings == (schemaDialect, format) && _lastSchema.WrittenCount > 0) return _validator;
        _lastSchema.ResetWrittenCount();
        _lastSchema.Write(schema);
        _lastSettings = (schemaDialect, format);
        try
        {
            var catalog = new JsonSchemaCatalog();
            catalog.Add(Place, schema.ToArray());
            ContractRemotes.AddTo(catalog, remotes);
            _validator = catalog.Compile(Place, new JsonSchemaOptions { Dialect = schemaDialect, AssertFormats = format });
        }
        catch (JsonSchemaException error)
        {
            _validator = null;
            _problem = error.Message.ReplaceLineEndings("; ");
        }

        return _validator;
    }
}
