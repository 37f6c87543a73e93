using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>
/// Puts arguments of query and body into ARGS and its sisters, with one copy of the bytes. Duplicates and empty names are kept: what one framework drops another one reads.
/// </summary>
internal sealed class ArgumentWriter(ValueTable table)
{
    private int _count;
    private int _max = int.MaxValue;

    /// <summary>Σ of the lengths of names and values.</summary>
    public long CombinedSize { get; private set; }

    public ValueTable Table => table;

    public void Begin(int maxArguments)
    {
        _max = maxArguments;
        _count = 0;
        CombinedSize = 0;
    }

    public bool AddGet(Text name, Text value) => Add(Collection.ArgsGet, Collection.ArgsGetNames, name, value, default);

    /// <summary>Adds an argument of the body. False where the bound is reached: the argument is not there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="place">Its place in a JSON body, <see cref="ValueTable.PlaceOf"/>.</param>
    public bool AddPost(Text name, Text value, Text place = default) => Add(Collection.ArgsPost, Collection.ArgsPostNames, name, value, place);

    private bool Add(Collection part, Collection partNames, Text name, Text value, Text place)
    {
        if (_count == _max) return false;
        _count++;
        CombinedSize += name.Length + value.Length;
        var argument = table.Add(Collection.Args, name, value);
        if (argument < 0) return false;
        if (place.Length > 0) table.SetPlace(argument, place);
        table.Alias(part, argument);
        var ofName = table.AliasName(Collection.ArgsNames, argument);
        return ofName >= 0 && table.Alias(partNames, ofName) >= 0;
    }
}
