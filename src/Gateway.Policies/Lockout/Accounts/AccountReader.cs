using System.Text;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;

namespace Gateway.Policies.Lockout.Accounts;

/// <summary>
/// Finds the account that a request names. The body is read once, within the memory that all bodies share, and only where an account may
/// stand in it; a later stage that looks into bodies finds it read.
/// </summary>
internal sealed class AccountReader
{
    private const int MaxRatio = 100;
    private readonly AccountSource[] _head;
    private readonly AccountSource[] _body;
    private readonly bool _readsForms;
    private readonly long _maxBytes;
    private readonly BodyBuffering _buffering;
    private readonly BodyDecoding _decoding;
    private readonly BodyRejections _rejections;

    public AccountReader(LockoutOptions options, BodyBuffering buffering, BodyDecoding decoding)
    {
        AccountSource[] sources = [.. (options.AccountFrom ?? []).Select(AccountSource.Parse)];
        _head = [.. sources.Where(static s => !s.IsInBody)];
        _body = [.. sources.Where(static s => s.IsInBody)];
        _readsForms = Array.Exists(_body, static s => s.Kind is AccountSourceKind.Form);
        (_maxBytes, _buffering, _decoding) = (options.MaxBodyBytes, buffering, decoding);
        _rejections = new BodyRejections(new RequestLimitsOptions(), _maxBytes, _maxBytes);
    }

    /// <summary>An account may stand in the request's body.</summary>
    public bool NeedsBody(Exchange exchange) =>
        _body.Length > 0 && RequestBodyPresence.HasBody(exchange.Context) && !RequestBodyPresence.IsTunnel(exchange.Context);

    /// <summary>The account that the head names, the query included where forms do; null for none.</summary>
    public string? ReadHead(Exchange exchange) => Head(exchange).Name;

    /// <summary>The account, or why the body could not be had.</summary>
    public async ValueTask<(string? Account, Rejection? Rejection)> ReadAsync(Exchange exchange)
    {
        var failure = await _buffering.ReadAsync(exchange, _maxBytes).ConfigureAwait(false);
        // Too long for a login: it names no account, and what follows is forwarded as it comes.
        if (failure is BodyFailure.TooLarge) return default;
        if (failure is not BodyFailure.None) return (null, _rejections.For(failure));
        return (Find(exchange), null);
    }

    private FoundAccount Head(Exchange exchange)
    {
        var found = default(FoundAccount);
        foreach (var source in _head) HeadAccounts.Find(exchange.Context.Request, source, ref found);
        if (_readsForms) FindInQuery(exchange.Context.Request.QueryString.Value, ref found);
        return found;
    }

    // Many servers have one list of parameters for query and form, and some take the query's first: it would hide whom a form guesses at.
    private void FindInQuery(string? query, ref FoundAccount found)
    {
        if (query is not { Length: > 1 }) return;
        var bytes = Encoding.UTF8.GetBytes(query, 1, query.Length - 1);
        foreach (var source in _body)
            if (source.Kind is AccountSourceKind.Form) FormAccounts.Find(bytes, source.Name, ref found);
    }

    private string? Find(Exchange exchange)
    {
        var found = Head(exchange);
        var request = exchange.Context.Request;
        var body = exchange.Body!;
        var coding = ContentCodings.Of(request);
        if (coding is ContentCoding.Unknown || _decoding.Decode(body, coding, _maxBytes, MaxRatio) is not BodyFailure.None) return null;
        var type = request.Headers.ContentType.Count == 1 && MediaType.TryParse(request.ContentType, out var media) ? Kind(media) : null;
        // A body of another type: the backend may find an account in it all the same, whatever the head names.
        if (type is null || !Array.Exists(_body, s => s.Kind == type)) return null;
        foreach (var source in _body)
        {
            if (source.Kind != type) continue;
            if (source.Kind is AccountSourceKind.Form) FormAccounts.Find(body.Content.Span, source.Name, ref found);
            else JsonAccounts.Find(body.Content.Span, source.Path, ref found);
        }

        return found.Name;
    }

    private static AccountSourceKind? Kind(in MediaType media)
    {
        if (media.IsJson) return media.HasForeignCharset ? null : AccountSourceKind.Json;
        return media.Type.Equals("application", StringComparison.OrdinalIgnoreCase) && media.Subtype.Equals("x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            && !media.HasForeignCharset
            ? AccountSourceKind.Form
            : null;
    }
}
