using System.Text;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Testing;

namespace Gateway.SecLang.Tests.Support;

/// <summary>A request in the value table, with values in text for assertions (Latin-1: one character a byte).</summary>
internal sealed class CollectedRequest : IDisposable
{
    private readonly RequestCollector _collector;

    public CollectedRequest(string request, BodyProcessor? processor = null, bool force = false, BodySettings? settings = null)
        : this(Encoding.Latin1.GetBytes(request), processor, force, settings)
    {
    }

    public CollectedRequest(byte[] request, BodyProcessor? processor = null, bool force = false, BodySettings? settings = null)
    {
        var raw = RawRequest.Parse(request);
        _collector = new RequestCollector(Table);
        _collector.Head(raw.Head, settings ?? BodySettings.Default);
        if (processor is { } changed) _collector.Body.Change(changed);
        _collector.Body.ForceVariable = force;
        _collector.Body.Append(raw.Body);
        _collector.Body.End();
    }

    public ValueTable Table { get; } = new();

    public BodyCollector Body => _collector.Body;

    /// <summary>The values of a collection as <c>name=value</c>, or <c>value</c> for those without names.</summary>
    public string[] this[Collection collection] => Show(Table, collection);

    public string Error => string.Concat(this[Collection.ReqbodyErrorMsg]);

    public static string[] Show(ValueTable table, Collection collection)
    {
        var values = new List<string>();
        foreach (var index in table.Of(collection))
        {
            var value = Encoding.Latin1.GetString(table.ValueOf(index));
            values.Add(CollectionNames.IsKeyed(collection) ? Encoding.Latin1.GetString(table.NameOf(index)) + "=" + value : value);
        }

        return [.. values];
    }

    public void Dispose()
    {
        _collector.Dispose();
        Table.Dispose();
    }
}
