namespace Gateway.IntegrationTests.Support;

/// <summary>How an endpoint of the identity provider misbehaves.</summary>
public enum IdentityFault
{
    None,

    /// <summary>500 with a text.</summary>
    Status500,

    /// <summary>200 with a login page.</summary>
    Html,

    /// <summary>200 with no body.</summary>
    Empty,

    /// <summary>200 with JSON that breaks off.</summary>
    InvalidJson,

    /// <summary>200 with 100 MB of white space, or less when the client has had enough.</summary>
    Endless,

    /// <summary>No answer until <see cref="TestIdentityProvider.Release"/>.</summary>
    Hang,

    /// <summary>The connection is reset.</summary>
    Reset,
}
