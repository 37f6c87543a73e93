using System.Buffers;
using System.Runtime.CompilerServices;
using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Evaluating;

internal ref partial struct Evaluation
{
    private const int SmallWords = 4;

    private bool EvaluateObject(SchemaNode node, int track)
    {
        var start = _cursor.Position;
        if (_rereading > 0 && ReferenceEquals(node, SchemaNode.Anything)) return SkipValue();
        if ((node.Kinds & ValueKinds.Object) == ValueKinds.None) return RefuseType(node);
        if (++_depth > _limits.MaxDepth) return TooDeep();
        var rules = node.Objects ?? ObjectRules.None;
        bool ok;
        if (rules.Words <= SmallWords)
        {
            Span<ulong> seen = stackalloc ulong[SmallWords];
            ok = EvaluateMembers(node, rules, track, seen);
        }
        else
        {
            var seen = ArrayPool<ulong>.Shared.Rent(rules.Words);
            seen.AsSpan().Clear();
            ok = EvaluateMembers(node, rules, track, seen);
            ArrayPool<ulong>.Shared.Return(seen);
        }

        if (!ok && Stop) return false;
        _depth--;
        foreach (var constants in node.Constants)
        {
            if (!constants.HasComposite(new JsonCursor(_cursor.Text) { Position = start }, ref _budget)) ok = Fail(node, constants.Keyword, start);
        }

        return ok;
    }

    private bool EvaluateMembers(SchemaNode node, ObjectRules rules, int track, scoped Span<ulong> seen)
    {
        var start = _cursor.Position++;
        var ok = true;
        var count = 0;
        var expected = 0;
        var names = _state.Sets.Begin();
        if (_cursor.Peek() == '}')
        {
            _cursor.Position++;
        }
        else
        {
            byte separator;
            do
            {
                if (_cursor.Peek() != '"' || !_cursor.ReadString(out var name)) return Syntax();
                if (name.Length > _limits.MaxStringBytes) return TooLongString();
                if (count++ == _limits.MaxMembers) return TooManyMembers();
                var index = rules.Names.Find(BytesOf(name), expected);
                if (index >= 0)
                {
                    var bit = 1UL << (index & 63);
                    if ((seen[index >> 6] & bit) != 0) return Duplicate();
                    seen[index >> 6] |= bit;
                    expected = index + 1;
                }
                else if (_rereading == 0 && !_state.Sets.Add(ref names, _cursor.Text, JsonHash.OfBytes(BytesOf(name)), name.Start - 1, ref _budget))
                {
                    return Duplicate();
                }

                if (_cursor.Peek() != ':') return Syntax();
                _cursor.Position++;
                var schema = index >= 0 ? rules.Properties[index] : null;
                bool evaluated;
                if (rules.ByNameOnly)
                {
                    schema ??= rules.Additional;
                    evaluated = schema is not null;
                    if (!Evaluate(schema ?? SchemaNode.Anything, NoTrack)) ok = false;
                }
                else if (!EvaluateMember(rules, schema, name, out evaluated))
                {
                    ok = false;
                }

                if (!ok && Stop) return false;
                if (evaluated && track >= 0) Mark(track, count - 1);
                separator = _cursor.Peek();
                _cursor.Position++;
            }
            while (separator == ',');
            if (separator != '}') return SyntaxBefore();
        }

        _state.Sets.End(names);
        if (count < rules.MinProperties) ok = Fail(node, "minProperties", start);
        if (count > rules.MaxProperties && (ok || !Stop)) ok = Fail(node, "maxProperties", start);
        return HasRequired(node, rules, seen, start) && ok;
    }

    /// <summary>A member of an object with <c>patternProperties</c> or <c>propertyNames</c>.</summary>
    private bool EvaluateMember(ObjectRules rules, SchemaNode? declared, StringToken name, out bool evaluated)
    {
        var ok = true;
        var start = _cursor.Position;
        evaluated = false;
        if (rules.PropertyNames is not null)
        {
            GoTo(name.Start - 1);
            _rereading++;
            ok = Evaluate(rules.PropertyNames, NoTrack);
            _rereading--;
            if (!ok && Stop) return false;
            GoTo(start);
        }

        if (declared is not null) ok &= EvaluateAgain(declared, start, ref evaluated);
        foreach (var (pattern, schema) in rules.Patterns)
        {
            if (!ok && Stop) return false;
            if (pattern.IsMatch(BytesOf(name))) ok &= EvaluateAgain(schema, start, ref evaluated);
        }

        if (evaluated || (!ok && Stop)) return ok;
        evaluated = rules.Additional is not null;
        return Evaluate(rules.Additional ?? SchemaNode.Anything, NoTrack) && ok;
    }

    /// <summary>The first schema of a value checks its syntax, others read it again.</summary>
    private bool EvaluateAgain(SchemaNode schema, int start, ref bool evaluated)
    {
        if (!evaluated)
        {
            evaluated = true;
            return Evaluate(schema, NoTrack);
        }

        var end = _cursor.Position;
        GoTo(start);
        _rereading++;
        var ok = Evaluate(schema, NoTrack);
        _rereading--;
        if (ok || !Stop) GoTo(end);
        return ok;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasRequired(SchemaNode node, ObjectRules rules, scoped Span<ulong> seen, int start)
    {
        var ok = true;
        for (var i = 0; i < rules.Required.Length; i++)
        {
            var missing = rules.Required[i] & ~seen[i];
            if (missing != 0) ok = FailMissing(node, rules, "required", i, missing, start);
        }

        foreach (var (index, required) in rules.DependentRequired)
        {
            if ((seen[index >> 6] & (1UL << (index & 63))) == 0) continue;
            for (var i = 0; i < required.Length; i++)
            {
                var missing = required[i] & ~seen[i];
                if (missing != 0) ok = FailMissing(node, rules, "dependentRequired", i, missing, start);
            }
        }

        return ok;
    }

    private bool FailMissing(SchemaNode node, ObjectRules rules, string keyword, int word, ulong missing, int start)
    {
        for (; missing != 0 && !Stop; missing &= missing - 1)
        {
            var index = (word * 64) + System.Numerics.BitOperations.TrailingZeroCount(missing);
            Fail(node, keyword, start, $"the member \"{System.Text.Encoding.UTF8.GetString(rules.Names[index])}\" is missing");
        }

        return false;
    }

    private bool RefuseType(SchemaNode node)
    {
        Fail(node, "type", _cursor.Position);
        if (!Stop) Evaluate(SchemaNode.Anything, NoTrack);
        return false;
    }

    private bool SkipValue()
    {
        var start = _cursor.Position;
        if (!_cursor.Skip()) return Syntax();
        _budget -= (_cursor.Position - start) / 16;
        return true;
    }

    private bool SyntaxBefore()
    {
        _cursor.Position--;
        return Syntax();
    }
}
