using System.Text.Json;
using System.Text.Unicode;
using Gateway.JsonSchema.Evaluating;
using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Compilation;

/// <summary>A document of the catalogue, read into elements.</summary>
internal sealed class SchemaDocument
{
    /// <summary>A schema is trusted more than an instance; still a loop in whatever generates it must not end in a stack overflow.</summary>
    private static readonly JsonSchemaLimits Limits = new()
    {
        MaxDepth = 256,
        MaxMembers = int.MaxValue,
        MaxItems = int.MaxValue,
        MaxStringBytes = int.MaxValue,
        MaxBytes = int.MaxValue,
        MaxViolations = 1,
    };

    private SchemaDocument(string uri, byte[] bytes) => (Uri, Bytes, Root) = (uri, bytes, null!);

    /// <summary>Absolute, without a fragment.</summary>
    public string Uri { get; }

    public byte[] Bytes { get; }

    public SchemaElement Root { get; private set; }

    /// <summary>An OpenAPI document holds schemas, but is none.</summary>
    public bool IsOpenApi => Root["openapi"] is not null || Root["swagger"] is not null;

    public static SchemaDocument Read(string uri, ReadOnlySpan<byte> utf8Json)
    {
        var document = new SchemaDocument(uri, utf8Json.ToArray());
        document.Check();
        var cursor = new JsonCursor(document.Bytes);
        // Thousands of operations have the same few names.
        document.Root = document.ReadElement(ref cursor, new NamePool(), null, null, 0);
        return document;
    }

    /// <summary>Line of a place, from 1.</summary>
    public int LineOf(int position) => 1 + Bytes.AsSpan(0, position).Count((byte)'\n');

    /// <summary>Forgets every value but those directly in schemas that were compiled, of which the messages of violations are made, and the way to them.</summary>
    public void LetGo()
    {
        var open = new Stack<SchemaElement>([Root]);
        while (open.TryPop(out var element))
        {
            foreach (var child in element.Children) open.Push(child);
            if (!element.IsCompiled) element.LetGo();
        }
    }

    /// <summary>The same strict reading as for instances: a member that stands twice would mean one thing here and another to the next reader.</summary>
    private void Check()
    {
        var state = EvaluationState.Rent();
        var evaluation = new Evaluation(Bytes, state, Limits, tracksScope: false, collecting: true);
        var valid = Utf8.IsValid(Bytes) && evaluation.Run(SchemaNode.Anything);
        var breach = state.Breaches.Count > 0 ? state.Breaches[0] : new Breach(0, null, "json", "not UTF-8");
        state.Return();
        if (valid) return;
        throw new JsonSchemaException([new JsonSchemaFinding(Uri, "", LineOf(breach.Position), $"found {breach.Message} at byte {breach.Position}")]);
    }

    private SchemaElement ReadElement(ref JsonCursor cursor, NamePool names, SchemaElement? parent, string? name, int index)
    {
        var first = cursor.Peek();
        var kind = first switch
        {
            (byte)'{' => JsonValueKind.Object,
            (byte)'[' => JsonValueKind.Array,
            (byte)'"' => JsonValueKind.String,
            (byte)'t' => JsonValueKind.True,
            (byte)'f' => JsonValueKind.False,
            (byte)'n' => JsonValueKind.Null,
            _ => JsonValueKind.Number,
        };
        var element = new SchemaElement(this, parent, name, index, kind, cursor.Position);
        if (kind is JsonValueKind.Object or JsonValueKind.Array) ReadChildren(ref cursor, names, element);
        else cursor.Skip();
        element.End = cursor.Position;
        return element;
    }

    private void ReadChildren(ref JsonCursor cursor, NamePool names, SchemaElement element)
    {
        cursor.Position++;
        var children = new List<SchemaElement>();
        while (cursor.Peek() is not ((byte)'}' or (byte)']'))
        {
            string? name = null;
            if (element.Kind == JsonValueKind.Object)
            {
                cursor.ReadString(out var token);
                var raw = Bytes.AsSpan(token.Start, token.Length);
                using var plain = new UnescapedString(raw);
                name = names.Of(plain.Bytes);
                cursor.Peek();
                cursor.Position++;
            }

            children.Add(ReadElement(ref cursor, names, element, name, children.Count));
            if (cursor.Peek() == ',') cursor.Position++;
        }

        cursor.Position++;
        element.Hold([.. children]);
    }
}
