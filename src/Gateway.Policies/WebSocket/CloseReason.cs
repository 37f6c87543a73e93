namespace Gateway.Policies.WebSocket;

/// <summary>Why the gateway closes a WebSocket: the status that both sides get (RFC 6455 section 7.4.1) and the word for log, event and metric.</summary>
internal sealed record CloseReason(ushort Status, string Reason)
{
    /// <summary>Frames that no client may send.</summary>
    public static readonly CloseReason ProtocolError = new(1002, "websocket-protocol-error");

    public static readonly CloseReason MessageTooLarge = new(1009, "websocket-message-too-large");

    public static readonly CloseReason MessageRate = new(1008, "websocket-message-rate");

    public static readonly CloseReason ByteRate = new(1008, "websocket-byte-rate");

    /// <summary>Not 1000, which says that all is done: clients that still want the connection connect again after 1001.</summary>
    public static readonly CloseReason Idle = new(CloseFrame.GoingAway, "websocket-idle");

    public static readonly CloseReason MaxDuration = new(CloseFrame.GoingAway, "websocket-max-duration");

    public static readonly CloseReason CredentialExpired = new(1008, "websocket-credential-expired");

    public static readonly CloseReason CredentialRevoked = new(1008, "websocket-credential-revoked");
}
