using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>
/// The body of a request: <see cref="Append"/> as it comes, <see cref="End"/> before phase 2. A multipart body is read as it comes and its files are not kept; other bodies are
/// gathered up to the limit without files and read at the end, since a rule may change the reader until then. A body that no reader wants is only counted.
/// </summary>
internal sealed class BodyCollector(ValueTable table, ArgumentWriter arguments) : IDisposable
{
    /// <summary>A larger buffer goes back to the pool when the request has ended: transactions wait for the next one, perhaps for long.</summary>
    private const int KeptBuffer = 64 * 1024;

    private MultipartReader? _multipart;
    private JsonFlattener? _json;
    private XmlText? _xml;
    private BodySettings _settings = BodySettings.Default;
    private readonly PooledBytes _buffer = new();
    private int _contentType;
    private bool _started;
    private bool _invalidEscape;
    private string? _headError;

    /// <summary>Bytes of the body so far.</summary>
    public long Length { get; private set; }

    /// <summary>The reader; rules of phase 1 may change it.</summary>
    public BodyProcessor Processor { get; private set; }

    /// <summary>Whether a rule wants REQUEST_BODY even without a reader (<c>ctl:forceRequestBodyVariable</c>).</summary>
    public bool ForceVariable { get; set; }

    /// <summary>Whether the body is larger than SecRequestBodyLimit or, without its files, than SecRequestBodyNoFilesLimit: SecRequestBodyLimitAction decides.</summary>
    public bool LimitExceeded { get; private set; }

    /// <summary>Bytes of memory that are held for the body outside of the table.</summary>
    public long HeldBytes => _buffer.Capacity + (_multipart?.HeldBytes ?? 0);

    /// <summary>Whether the bytes of the body are needed. Where not, a gateway need not wait for them.</summary>
    public bool IsWanted => _settings.Access && (Processor != BodyProcessor.None || ForceVariable);

    /// <summary>The reader of a multipart body that has begun; null for none.</summary>
    public MultipartReader? Multipart => _started ? _multipart : null;

    internal void Begin(BodySettings settings, ReadOnlySpan<byte> contentType, bool invalidEscape, string? error)
    {
        _settings = settings;
        Trim();
        _buffer.Length = 0;
        Length = 0;
        ForceVariable = LimitExceeded = _started = false;
        _invalidEscape = invalidEscape;
        _headError = error;
        _contentType = table.Find(Collection.RequestHeaders, "Content-Type"u8);
        Change(BodyProcessors.ForContentType(contentType));
        Report(error);
    }

    /// <summary>Changes the reader, before the body comes.</summary>
    public void Change(BodyProcessor processor)
    {
        Processor = processor;
        table.Set(Collection.ReqbodyProcessor, BodyProcessors.Name(processor));
    }

    public void Append(ReadOnlySpan<byte> body)
    {
        Length += body.Length;
        if (Length > _settings.BodyLimit)
        {
            LimitExceeded = true;
            body = body[..(int)Math.Max(0, body.Length - (Length - _settings.BodyLimit))];
        }

        if (!IsWanted) return;
        if (Processor == BodyProcessor.Multipart)
        {
            StartMultipart();
            _multipart!.Append(body);
            return;
        }

        var room = (int)Math.Min(_settings.NoFilesLimit - _buffer.Length, body.Length);
        LimitExceeded |= room < body.Length;
        _buffer.Append(body[..room]);
    }

    /// <summary>The body is complete: fills the collections of phase 2.</summary>
    public void End()
    {
        if (_settings.Access) Read();
        table.Set(Collection.RequestBodyLength, Length);
        table.Set(Collection.InboundDataError, Length > _settings.BodyLimit ? 1 : 0);
        table.Set(Collection.ArgsCombinedSize, arguments.CombinedSize);
        table.Set(Collection.UrlencodedError, _invalidEscape ? 1 : 0);
        table.Set(Collection.FilesCombinedSize, _started ? _multipart!.FilesLength : 0);
        MultipartVariables.Set(table, _started ? _multipart!.Flags : MultipartFlags.None);
        _buffer.Length = 0;
    }

    /// <summary>Gives back what an unusual body needed, or one that did not come to its end.</summary>
    public void Trim()
    {
        if (_buffer.Capacity > KeptBuffer) _buffer.Dispose();
        _multipart?.Dispose();
        _json?.Trim();
    }

    public void Dispose()
    {
        _multipart?.Dispose();
        _buffer.Dispose();
    }

    private void Read()
    {
        var body = _buffer.Bytes;
        var error = LimitExceeded && IsWanted && !_settings.ProcessPartial ? "the body is larger than allowed" : null;
        string? exceeded = null;
        switch (Processor)
        {
            case BodyProcessor.UrlEncoded:
                var kept = Keep(body);
                if (!UrlEncodedReader.Read(kept, _settings.ArgumentSeparator, query: false, arguments, ref _invalidEscape)) error ??= "more arguments than allowed";
                break;
            case BodyProcessor.Multipart:
                StartMultipart();
                _multipart!.Complete();
                LimitExceeded |= _multipart.NoFilesLength >= _settings.NoFilesLimit;
                if (_multipart.Error is { } fault) error = "Multipart: " + fault;
                break;
            case BodyProcessor.Json:
                error = (_json ??= new JsonFlattener(arguments)).Read(body, _settings.MaxDepth) ?? error;
                exceeded = _json.Exceeded;
                break;
            case BodyProcessor.Xml:
                error = (_xml ??= new XmlText(table)).Read(body, _settings.MaxDepth, _settings.MaxArguments) ?? error;
                break;
            default:
                if (!ForceVariable) break;
                Keep(body);
                // Backends that read JSON whatever its type (Go's decoder, JSON.parse) are attacked with JSON that says it is text, or nothing. That it is none is no error then.
                (_json ??= new JsonFlattener(arguments)).ReadText(body, _settings.MaxDepth);
                exceeded = _json.Exceeded;
                break;
        }

        // What was cut off in the middle is not well formed, and that is nobody's fault. A bound that was met before is one.
        if (LimitExceeded && _settings.ProcessPartial && Processor != BodyProcessor.UrlEncoded) error = null;
        error = exceeded ?? error;
        error ??= table.Overflowed ? "the request is larger than allowed" : null;
        if (error is not null && _headError is null) Report(error);
    }

    private ReadOnlySpan<byte> Keep(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return default;
        var index = table.Set(Collection.RequestBody, body);
        return index < 0 ? default : table.ValueOf(index);
    }

    private void StartMultipart()
    {
        if (_started) return;
        _started = true;
        _multipart ??= new MultipartReader(arguments);
        _multipart.Begin(_contentType < 0 ? default : table.ValueOf(_contentType), _settings);
    }

    private void Report(string? error)
    {
        var isError = error is null ? 0 : 1;
        table.Set(Collection.ReqbodyError, isError);
        table.Set(Collection.ReqbodyProcessorError, isError);
        Span<byte> text = stackalloc byte[256];
        System.Text.Encoding.UTF8.TryGetBytes(error, text, out var length);
        var message = table.Set(Collection.ReqbodyErrorMsg, text[..length]);
        table.Clear(Collection.ReqbodyProcessorErrorMsg);
        table.Alias(Collection.ReqbodyProcessorErrorMsg, message);
    }
}
