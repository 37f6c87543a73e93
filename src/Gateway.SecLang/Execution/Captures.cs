using Gateway.SecLang.Collections;
using Gateway.SecLang.Model;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Execution;

/// <summary>TX:0 to TX:9. Each capturing match overwrites all ten: what an earlier one left behind must not be taken for its own.</summary>
internal static class Captures
{
    public static bool Take(Transaction transaction, ByteRegex regex, Text value)
    {
        Span<(int Start, int Length)> groups = stackalloc (int, int)[TxNames.Captures];
        if (!regex.Match(transaction.Arena[value], groups, out var count)) return false;
        for (var i = 0; i < TxNames.Captures; i++)
        {
            if (i >= count) transaction.Tx.Unset(i);
            else transaction.Tx.Set(i, groups[i].Start < 0 ? default : new Text(value.Chunk, value.Offset + groups[i].Start, groups[i].Length));
        }

        return true;
    }

    /// <summary><c>@rxGlobal</c>: the groups of each match, one match behind the other, as far as the ten places go.</summary>
    public static bool TakeAll(Transaction transaction, ByteRegex regex, Text value)
    {
        Span<(int Start, int Length)> groups = stackalloc (int, int)[TxNames.Captures];
        var (from, taken) = (0, 0);
        var bytes = transaction.Arena[value];
        while (taken < TxNames.Captures && from <= bytes.Length && regex.Match(bytes, from, groups, out var count))
        {
            for (var i = 0; i < count && taken < TxNames.Captures; i++, taken++)
                transaction.Tx.Set(taken, groups[i].Start < 0 ? default : new Text(value.Chunk, value.Offset + groups[i].Start, groups[i].Length));
            // A match of nothing would be found again and again.
            from = groups[0].Start + Math.Max(1, groups[0].Length);
        }

        for (var i = taken; taken > 0 && i < TxNames.Captures; i++) transaction.Tx.Unset(i);
        return taken > 0;
    }

    public static void TakeOne(Transaction transaction, Text found)
    {
        transaction.Tx.Set(0, found);
        for (var i = 1; i < TxNames.Captures; i++) transaction.Tx.Unset(i);
    }
}
