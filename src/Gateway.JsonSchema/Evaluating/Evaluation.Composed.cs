using System.Runtime.CompilerServices;
using Gateway.JsonSchema.Nodes;

namespace Gateway.JsonSchema.Evaluating;

internal ref partial struct Evaluation
{
    /// <summary>Schemas inside each other that apply in place; each takes some hundred bytes of the stack.</summary>
    private const int MaxNesting = 600;

    /// <summary>The own rules first, since they check the syntax, then what applies to the same value, then what is left unevaluated.</summary>
    private bool EvaluateComposed(SchemaNode node, int track)
    {
        if (++_nesting > MaxNesting || (_nesting % 16 == 0 && !RuntimeHelpers.TryEnsureSufficientExecutionStack())) return TooComplex();
        var first = _cursor.Peek();
        var start = _cursor.Position;
        var scope = _state.ScopeCount;
        if (_tracksScope && (scope == 0 || _state.Scope[scope - 1] != node.Resource)) _state.PushScope(node.Resource);
        var own = track;
        if (node.Tracks && first is (byte)'{' or (byte)'[')
        {
            own = BeginTrack(start);
            if (own < 0) return Syntax();
        }

        var ok = node.Primary is { } primary ? Evaluate(primary, own) : EvaluateOwn(node, own);
        if (!ok && Stop) return false;
        var end = _cursor.Position;
        _rereading++;
        foreach (var rule in node.InPlace)
        {
            if (rule.Apply(ref this, start, own)) continue;
            if (Stop) return false;
            ok = false;
        }

        if (own != track)
        {
            // After a failure nobody knows what would have been evaluated.
            if (ok && !EvaluateRest(node, start, first, own))
            {
                if (Stop) return false;
                ok = false;
            }

            if (ok && track >= 0) Merge(own, track);
            _state.WordCount = own;
        }

        _rereading--;
        _nesting--;
        _state.ScopeCount = scope;
        _cursor.Position = end;
        return ok;
    }

    /// <summary>Holds the members or items that no schema has looked at to <c>unevaluatedProperties</c> or <c>unevaluatedItems</c>.</summary>
    private bool EvaluateRest(SchemaNode node, int start, byte first, int track)
    {
        var isObject = first == '{';
        var schema = isObject ? node.UnevaluatedProperties : node.UnevaluatedItems;
        if (schema is null) return true;
        var ok = true;
        GoTo(start + 1);
        for (var i = 0; _cursor.Peek() is not ((byte)'}' or (byte)']'); i++)
        {
            if (isObject)
            {
                _cursor.ReadString(out _);
                _cursor.Peek();
                _cursor.Position++;
            }

            if (IsMarked(track, i))
            {
                _cursor.Skip();
            }
            else
            {
                Mark(track, i);
                if (!Evaluate(schema, NoTrack))
                {
                    if (Stop) return false;
                    ok = false;
                }
            }

            if (_cursor.Peek() == ',') _cursor.Position++;
        }

        return ok;
    }
}
