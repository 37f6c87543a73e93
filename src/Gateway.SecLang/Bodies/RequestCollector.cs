using System.Buffers;
using System.Text;
using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>
/// Fills the value table from a request, in the order of its phases: <see cref="Line"/> and <see cref="Header(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> for each field,
/// <see cref="EndHead"/> before phase 1, the body between the phases through <see cref="Body"/>. One is used again and again with its table.
/// </summary>
internal sealed class RequestCollector(ValueTable table) : IDisposable
{
    private readonly ArgumentWriter _arguments = new(table);
    private BodyCollector? _body;
    private int _contentType = -1;
    private int _authorization = -1;
    private bool _invalidEscape;

    /// <summary>The body, between the phases. Ready after <see cref="EndHead"/>.</summary>
    public BodyCollector Body => _body ??= new BodyCollector(table, _arguments);

    /// <summary>The whole head at once.</summary>
    public void Head(RequestHead head, BodySettings settings)
    {
        Line(head.Method, head.Target, head.Protocol, head.Line);
        foreach (var (name, value) in head.Headers) Header(name, value);
        EndHead(settings);
    }

    /// <summary>The request line. Where its own bytes are not known they are put together from the parts.</summary>
    public void Line(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target, ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> line = default)
    {
        _contentType = _authorization = -1;
        _invalidEscape = false;
        var arena = table.Arena;
        if (line.IsEmpty) table.Add(Collection.RequestLine, default, arena.Join(method, target, protocol));
        else table.Add(Collection.RequestLine, default, line);
        var raw = arena.Store(target);
        table.Add(Collection.RequestMethod, default, method);
        table.Add(Collection.RequestProtocol, default, protocol);
        var uriRaw = table.Add(Collection.RequestUriRaw, default, raw);
        var parts = RequestTarget.Parse(target);
        var uri = parts.Uri.Length == target.Length ? table.Alias(Collection.RequestUri, uriRaw) : table.Add(Collection.RequestUri, default, parts.Uri);
        // An escape that is none is reported for arguments only.
        var ignored = false;
        var filename = parts.Path.Contains((byte)'%') ? table.Add(Collection.RequestFilename, default, UrlDecoder.Decode(parts.Path, arena, plus: false, ref ignored))
            : parts.Path.Length == parts.Uri.Length ? table.Alias(Collection.RequestFilename, uri)
            : table.Add(Collection.RequestFilename, default, parts.Path);
        if (filename >= 0)
        {
            var path = table.TextOf(filename);
            var name = RequestTarget.Basename(arena[path]).Length;
            table.Add(Collection.RequestBasename, default, new Text(path.Chunk, path.Offset + path.Length - name, name));
        }

        if (parts.HasQuery) table.Add(Collection.QueryString, default, parts.Query);
    }

    public void Header(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Header(table.Arena.Store(name), table.Arena.Store(value));

    /// <summary>A header field as ASP.NET holds it. Characters beyond Latin-1 (where the server decodes UTF-8) become their UTF-8 bytes again.</summary>
    public void Header(string name, string value) => Header(Store(name), Store(value));

    /// <summary>The head is complete: arguments of the query, cookies, and which reader the body gets.</summary>
    public void EndHead(BodySettings settings)
    {
        _arguments.Begin(settings.MaxArguments);
        var query = table.FirstOf(Collection.QueryString);
        var room = query < 0 || UrlEncodedReader.Read(table.ValueOf(query), settings.ArgumentSeparator, query: true, _arguments, ref _invalidEscape);
        for (var index = table.FirstOf(Collection.RequestHeaders); index >= 0; index = table.NextOf(index))
            if (table.NameIs(index, "Cookie"u8)) CookieReader.Read(table.ValueOf(index), table);
        var contentType = _contentType < 0 ? default : table.ValueOf(_contentType);
        if (_authorization >= 0) AuthType(table.ValueOf(_authorization));
        table.Set(Collection.ArgsCombinedSize, _arguments.CombinedSize);
        table.Set(Collection.UrlencodedError, _invalidEscape ? 1 : 0);
        Body.Begin(settings, contentType, _invalidEscape, room ? null : "more arguments than allowed");
    }

    /// <summary>The request has ended, wherever it stood: gives back what is too large to wait for the next one.</summary>
    public void Trim() => _body?.Trim();

    public void Dispose() => _body?.Dispose();

    private void Header(Text name, Text value)
    {
        var header = table.Add(Collection.RequestHeaders, name, value);
        if (header < 0) return;
        table.AliasName(Collection.RequestHeadersNames, header);
        if (_contentType < 0 && table.NameIs(header, "Content-Type"u8)) _contentType = header;
        else if (_authorization < 0 && table.NameIs(header, "Authorization"u8)) _authorization = header;
    }

    private void AuthType(ReadOnlySpan<byte> authorization)
    {
        var space = authorization.IndexOf((byte)' ');
        var scheme = space < 0 ? authorization : authorization[..space];
        if (!scheme.IsEmpty) table.Set(Collection.AuthType, scheme);
    }

    private Text Store(string text)
    {
        if (text.Length == 0) return default;
        if (Ascii.IsValid(text))
        {
            var ascii = table.Arena.Reserve(text.Length);
            return ascii.IsEmpty || Ascii.FromUtf16(text, ascii, out var written) != OperationStatus.Done ? default : table.Arena.Keep(written);
        }

        var encoding = text.AsSpan().IndexOfAnyExceptInRange('\0', '\xFF') < 0 ? Encoding.Latin1 : Encoding.UTF8;
        var room = table.Arena.Reserve(encoding.GetByteCount(text));
        return room.IsEmpty ? default : table.Arena.Keep(encoding.GetBytes(text, room));
    }
}
