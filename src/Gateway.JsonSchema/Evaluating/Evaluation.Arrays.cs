using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Evaluating;

internal ref partial struct Evaluation
{
    private bool EvaluateArray(SchemaNode node, int track)
    {
        var start = _cursor.Position;
        if (_rereading > 0 && ReferenceEquals(node, SchemaNode.Anything)) return SkipValue();
        if ((node.Kinds & ValueKinds.Array) == ValueKinds.None) return RefuseType(node);
        if (++_depth > _limits.MaxDepth) return TooDeep();
        var rules = node.Arrays ?? ArrayRules.None;
        var ok = EvaluateItems(rules, track, out var count, out var matches);
        if (!ok && Stop) return false;
        _depth--;
        if (count < rules.MinItems) ok = Fail(node, "minItems", start);
        if (count > rules.MaxItems && (ok || !Stop)) ok = Fail(node, "maxItems", start);
        if (rules.Contains is not null && (ok || !Stop))
        {
            if (matches < rules.MinContains) ok = Fail(node, rules.MinContains == 1 ? "contains" : "minContains", start);
            if (matches > rules.MaxContains) ok = Fail(node, "maxContains", start);
        }

        if (rules.Unique && count > 1 && (ok || !Stop) && !AreUnique(start)) ok = Fail(node, "uniqueItems", start);
        foreach (var constants in node.Constants)
        {
            if ((ok || !Stop) && !constants.HasComposite(new JsonCursor(_cursor.Text) { Position = start }, ref _budget)) ok = Fail(node, constants.Keyword, start);
        }

        return ok;
    }

    private bool EvaluateItems(ArrayRules rules, int track, out int count, out int matches)
    {
        var ok = true;
        count = 0;
        matches = 0;
        _cursor.Position++;
        if (_cursor.Peek() == ']')
        {
            _cursor.Position++;
            return true;
        }

        byte separator;
        do
        {
            if (count == _limits.MaxItems) return TooManyItems();
            var start = _cursor.Position;
            var schema = count < rules.Prefix.Length ? rules.Prefix[count] : rules.Rest;
            if (!Evaluate(schema ?? SchemaNode.Anything, NoTrack))
            {
                if (Stop) return false;
                ok = false;
            }

            if (schema is not null && track >= 0) Mark(track, count);
            if (rules.Contains is not null)
            {
                var end = _cursor.Position;
                if (Try(rules.Contains, start, NoTrack))
                {
                    matches++;
                    if (track >= 0 && rules.ContainsEvaluates) Mark(track, count);
                }

                if (_fatal) return false;
                GoTo(end);
            }

            count++;
            separator = _cursor.Peek();
            _cursor.Position++;
        }
        while (separator == ',');
        return separator == ']' ? ok : SyntaxBefore();
    }

    /// <summary>Whether the items of the array at a place differ; linear in their number, since only items of equal hash are compared.</summary>
    private bool AreUnique(int start)
    {
        var end = _cursor.Position;
        var items = _state.Sets.Begin();
        var unique = true;
        GoTo(start + 1);
        while (unique && _cursor.Peek() != ']')
        {
            var position = _cursor.Position;
            var hash = JsonHash.OfValue(ref _cursor);
            _budget -= 1 + ((_cursor.Position - position) / 16);
            unique = _state.Sets.Add(ref items, _cursor.Text, hash, position, ref _budget);
            if (_cursor.Peek() == ',') _cursor.Position++;
        }

        _state.Sets.End(items);
        GoTo(end);
        return unique;
    }
}
