using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Evaluating;

internal ref partial struct Evaluation
{
    /// <summary>Notes a violation when violations are collected. Always false.</summary>
    public bool Fail(SchemaNode node, string keyword, int position, string? message = null)
    {
        if (!_collecting) return false;
        _state.Breaches.Add(new Breach(position, node, keyword, message));
        if (_state.Breaches.Count < _limits.MaxViolations) return false;
        _collecting = false;
        Truncated = true;
        return false;
    }

    private bool Syntax() => Fatal("json", "not JSON (RFC 8259)");

    private bool Duplicate() => Fatal("json", "a member name that the object has already; allowed: each once");

    private bool TooComplex() => Fatal("limit", "the schemas that apply here take too many steps");

    private bool TooDeep() => Fatal("limit", $"allowed: {_limits.MaxDepth} objects and arrays inside each other");

    private bool TooManyMembers() => Fatal("limit", $"allowed: {_limits.MaxMembers} members in an object");

    private bool TooManyItems() => Fatal("limit", $"allowed: {_limits.MaxItems} items in an array");

    private bool TooLongString() => Fatal("limit", $"allowed: {_limits.MaxStringBytes} bytes in a string");

    private bool TooLongNumber() => Fatal("limit", $"allowed: {_limits.MaxNumberBytes} bytes in a number");

    /// <summary>What no schema can make good: everything ends here, also inside <c>not</c>.</summary>
    private bool Fatal(string keyword, string message)
    {
        if (!_fatal) _state.Breaches.Add(new Breach(Math.Min(_cursor.Position, _cursor.Text.Length), null, keyword, message));
        _fatal = true;
        _collecting = false;
        return false;
    }

    /// <summary>The bytes that a string means; valid until the next call.</summary>
    private readonly ReadOnlySpan<byte> BytesOf(StringToken token)
    {
        var raw = _cursor.Text.Slice(token.Start, token.Length);
        return token.Escaped ? _state.Unescape(raw) : raw;
    }
}
