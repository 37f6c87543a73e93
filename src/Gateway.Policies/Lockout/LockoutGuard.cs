using System.Net;
using Gateway.Policies.Authentication;
using Gateway.Policies.Lockout.Accounts;
using Gateway.Policies.Lockout.Counting;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Lockout;

/// <summary>A route's Lockout, compiled: which requests are attempts, and which counts they belong to.</summary>
internal sealed class LockoutGuard
{
    private const byte NamedAccount = 1;
    private const byte PresentedAccount = 2;
    private readonly LockoutOptions _options;
    private readonly AcceptedScheme[] _schemes;
    private readonly string[]? _methods;
    private readonly bool _anyMethod;
    private readonly string _realmName;
    private readonly byte[] _realm;
    private readonly LockoutTerms _networkTerms;
    private readonly LockoutTerms _accountTerms;
    private readonly LockoutNames _names;

    public LockoutGuard(LockoutOptions options, string routeId, AcceptedScheme[] schemes, ILockoutStore store, LockoutNames names)
    {
        (_options, _schemes, _names, Store) = (options, schemes, names, store);
        _methods = options.GuardedMethods is { } methods ? [.. methods] : null;
        _anyMethod = _methods is null && (options.CountsGateway || options.AccountFrom?.Contains(AccountSource.BasicName) is true);
        Answers = new LockoutAnswers(options);
        // A realm of the operator's and a route's name cannot be taken for each other.
        _realmName = options.Realm ?? routeId;
        _realm = LockoutNames.Realm(Realm(options.Realm, routeId));
        (_networkTerms, _accountTerms) = (LockoutTerms.OfNetwork(options), LockoutTerms.OfAccount(options));
        (RouteId, CountsBackend, CountsGateway, IsReporting) = (routeId, options.CountsBackend, options.CountsGateway, options.Mode is PolicyMode.Report);
    }

    public string RouteId { get; }

    public bool CountsBackend { get; }

    public bool CountsGateway { get; }

    /// <summary>What would be refused goes on, and is counted.</summary>
    public bool IsReporting { get; }

    public ILockoutStore Store { get; }

    public LockoutAnswers Answers { get; }

    /// <summary>Attempts need names of their own.</summary>
    public bool IsShared => Store is ISharedLockoutStore;

    /// <summary>False for what is no attempt at all.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="presented">The credential that Authentication will verify; null when there is none, or its failures do not count.</param>
    public bool IsAttempt(Exchange exchange, out Credential? presented)
    {
        presented = null;
        if (!_anyMethod && !IsGuarded(exchange.Context.Request.Method)) return false;
        if (_schemes.Length == 0) return true;
        var found = PresentedCredential.Find(_schemes, exchange);
        if (found.Kind is PresentedKind.One) presented = found.Credential;
        // Without a credential there is nothing that the gateway could find wrong.
        return CountsBackend || found.Kind is PresentedKind.One or PresentedKind.Unrecognized;
    }

    public LockoutKey Network(Exchange exchange)
    {
        var network = LockoutNetwork.Of(exchange.ClientAddress, _options.Network.Ipv4PrefixLength, _options.Network.Ipv6PrefixLength);
        return new(_names.Of(_realm, network, null), LockoutLimit.Network, _realmName, network);
    }

    /// <summary>The counts of a request.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="network">From <see cref="Network"/>.</param>
    /// <param name="account">As the request names it; null where it names none.</param>
    /// <param name="presented">What stands for the account where there is no place for one.</param>
    public LockoutCall Call(Exchange exchange, in LockoutKey network, string? account, Credential? presented)
    {
        LockoutKey? key = null;
        // Who leaves the name out, or writes it so that nobody can tell which it is, shares a count with all who do.
        if (_options.AccountFrom is not null) key = Account(exchange, _names.Account(NamedAccount, account));
        else if (presented is { } credential) key = Account(exchange, _names.Account(PresentedAccount, PresentedName.Of(credential.Value)));
        return new(network, _networkTerms, key, _accountTerms, _options.OnStoreFailure) { IsNameless = account is null && _options.AccountFrom is not null };
    }

    /// <summary>The name that a request's count would have: that of the account and network, or without an account that of the network. Null for what names no account.</summary>
    public static UInt128? NameOf(LockoutNames names, LockoutOptions options, string routeId, IPAddress address, string? account)
    {
        var realm = LockoutNames.Realm(Realm(options.Realm, routeId));
        return account is null
            ? names.Of(realm, LockoutNetwork.Of(address, options.Network.Ipv4PrefixLength, options.Network.Ipv6PrefixLength), null)
            : AccountName.Normalize(account) is { } name ? names.Of(realm, AccountNetwork(address), names.Account(NamedAccount, name)) : null;
    }

    private static string Realm(string? realm, string routeId) => realm is null ? $"route {routeId}" : $"realm {realm}";

    // Never wider: neighbours in a wider network are strangers, and could lock each other out.
    private static LockoutNetwork AccountNetwork(IPAddress address) => LockoutNetwork.Of(address, 32, 64);

    private LockoutKey Account(Exchange exchange, UInt128 digest)
    {
        var network = AccountNetwork(exchange.ClientAddress);
        return new(_names.Of(_realm, network, digest), LockoutLimit.Account, _realmName, network);
    }

    // Without regard to case: some backends take "post" for POST.
    private bool IsGuarded(string method)
    {
        if (_methods is null)
            return !(Is(method, HttpMethods.Get) || Is(method, HttpMethods.Head) || Is(method, HttpMethods.Options) || Is(method, HttpMethods.Trace));
        foreach (var guarded in _methods)
            if (Is(method, guarded)) return true;
        return false;
    }

    private static bool Is(string method, string other) => string.Equals(method, other, StringComparison.OrdinalIgnoreCase);
}
