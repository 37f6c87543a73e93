namespace Gateway.SecLang.Regex;

/// <summary>A set of instruction numbers that keeps the order of insertion and empties in no time.</summary>
internal sealed class SparseSet
{
    private int[] _marks = [];
    private int _round = 1;

    public int[] Items { get; private set; } = [];

    public int Count { get; private set; }

    public void Clear(int capacity)
    {
        if (_marks.Length < capacity)
        {
            _marks = new int[capacity];
            Items = new int[capacity];
            _round = 0;
        }

        if (++_round == int.MaxValue)
        {
            Array.Clear(_marks);
            _round = 1;
        }

        Count = 0;
    }

    public bool Contains(int item) => _marks[item] == _round;

    public bool Add(int item)
    {
        if (_marks[item] == _round) return false;
        _marks[item] = _round;
        Items[Count++] = item;
        return true;
    }
}
