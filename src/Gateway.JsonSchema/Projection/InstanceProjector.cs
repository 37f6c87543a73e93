using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.JsonSchema.Evaluating;
using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Projection;

/// <summary>Copies an instance, member by member, leaving out and masking on the way. White space between values is not copied.</summary>
internal ref struct InstanceProjector
{
    private readonly IBufferWriter<byte> _output;
    private readonly bool _strip;
    private readonly bool _mask;
    private readonly byte[] _maskBytes;
    private readonly byte[][] _sensitive;
    private Evaluation _evaluation;
    private JsonCursor _cursor;
    private int _stripped;
    private int _masked;

    private InstanceProjector(ReadOnlySpan<byte> text, Evaluation evaluation, IBufferWriter<byte> output, JsonSchemaProjection projection)
    {
        _cursor = new JsonCursor(text);
        _evaluation = evaluation;
        _output = output;
        _strip = projection.Strip;
        _mask = projection.MaskSensitive;
        _maskBytes = JsonSerializer.SerializeToUtf8Bytes(projection.Mask);
        _sensitive = [.. projection.SensitiveMembers.Select(Encoding.UTF8.GetBytes)];
    }

    public static JsonSchemaProjectionResult Project(JsonSchemaValidator validator, ReadOnlySpan<byte> text, IBufferWriter<byte> output, JsonSchemaProjection projection)
    {
        if (text.Length > validator.Limits.MaxBytes || !Utf8.IsValid(text)) return default;
        var state = EvaluationState.Rent();
        var evaluation = new Evaluation(text, state, validator.Limits, validator.TracksScope, collecting: false);
        var result = default(JsonSchemaProjectionResult);
        if (evaluation.Run(SchemaNode.Anything))
        {
            var projector = new InstanceProjector(text, evaluation, output, projection);
            projector.CopyValue([validator.Root]);
            // Alternatives that took too many steps have not been decided.
            result = new JsonSchemaProjectionResult(!projector._evaluation.IsRefused, projector._stripped, projector._masked);
        }

        state.Return();
        return result;
    }

    private void CopyValue(List<SchemaNode> schemas)
    {
        var first = _cursor.Peek();
        var start = _cursor.Position;
        var applicable = ApplicableSchemas.Of(schemas, ref _evaluation, start);
        if (_mask && applicable.IsSensitive)
        {
            Mask();
        }
        else if (first == '{')
        {
            CopyObject(applicable);
        }
        else if (first == '[')
        {
            CopyArray(applicable);
        }
        else
        {
            _cursor.Skip();
            _output.Write(_cursor.Text[start.._cursor.Position]);
        }
    }

    private void CopyObject(ApplicableSchemas schemas)
    {
        var anything = !_strip || !schemas.DeclareMembers;
        var written = 0;
        _output.Write("{"u8);
        _cursor.Position++;
        while (_cursor.Peek() != '}')
        {
            _cursor.ReadString(out var token);
            _cursor.Peek();
            _cursor.Position++;
            var raw = _cursor.Text.Slice(token.Start, token.Length);
            using var name = new UnescapedString(raw);
            var declared = schemas.OfMember(name.Bytes);
            if (declared is null && !anything)
            {
                _cursor.Skip();
                _stripped++;
            }
            else
            {
                if (written++ > 0) _output.Write(","u8);
                _output.Write(_cursor.Text.Slice(token.Start - 1, token.Length + 2));
                _output.Write(":"u8);
                if (IsSensitive(name.Bytes)) Mask();
                else CopyValue(declared ?? []);
            }

            if (_cursor.Peek() == ',') _cursor.Position++;
        }

        _cursor.Position++;
        _output.Write("}"u8);
    }

    private void CopyArray(ApplicableSchemas schemas)
    {
        _output.Write("["u8);
        _cursor.Position++;
        for (var i = 0; _cursor.Peek() != ']'; i++)
        {
            if (i > 0) _output.Write(","u8);
            CopyValue(schemas.OfItem(i));
            if (_cursor.Peek() == ',') _cursor.Position++;
        }

        _cursor.Position++;
        _output.Write("]"u8);
    }

    private void Mask()
    {
        _cursor.Skip();
        _output.Write(_maskBytes);
        _masked++;
    }

    private readonly bool IsSensitive(ReadOnlySpan<byte> name)
    {
        foreach (var sensitive in _sensitive)
        {
            if (name.SequenceEqual(sensitive)) return true;
        }

        return false;
    }
}
