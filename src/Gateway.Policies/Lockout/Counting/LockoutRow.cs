namespace Gateway.Policies.Lockout.Counting;

/// <summary>A count in the process, and its place in the order of use.</summary>
internal sealed class LockoutRow
{
    public LockoutKey Key;

    public LockoutState State;

    public LockoutRow? Previous;
    public LockoutRow? Next;
    public LockoutRows? Order;
}

/// <summary>Rows by when they were used last, the oldest first. No allocation per move.</summary>
internal sealed class LockoutRows
{
    private LockoutRow? _last;

    public LockoutRow? First { get; private set; }

    public void Append(LockoutRow row)
    {
        (row.Order, row.Previous, row.Next) = (this, _last, null);
        if (_last is null) First = row;
        else _last.Next = row;
        _last = row;
    }

    public void Remove(LockoutRow row)
    {
        if (row.Previous is null) First = row.Next;
        else row.Previous.Next = row.Next;
        if (row.Next is null) _last = row.Previous;
        else row.Next.Previous = row.Previous;
        (row.Order, row.Previous, row.Next) = (null, null, null);
    }
}
