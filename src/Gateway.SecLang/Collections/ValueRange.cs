namespace Gateway.SecLang.Collections;

/// <summary>The indexes of the values of one collection, for <c>foreach</c>. Values added while it runs are seen.</summary>
internal readonly struct ValueRange(ValueTable table, int first)
{
    public Enumerator GetEnumerator() => new(table, first);

    internal struct Enumerator(ValueTable table, int first)
    {
        private bool _started;

        public int Current { get; private set; } = first;

        public bool MoveNext()
        {
            if (!_started) _started = true;
            else Current = table.NextOf(Current);
            return Current >= 0;
        }
    }
}
