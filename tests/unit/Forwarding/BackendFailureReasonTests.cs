using System.Net.Sockets;
using Gateway.Policies.Forwarding;

namespace Gateway.UnitTests.Forwarding;

public sealed class BackendFailureReasonTests
{
    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, "backend-dns")]
    [InlineData(HttpRequestError.SecureConnectionError, "backend-tls")]
    [InlineData(HttpRequestError.ResponseEnded, "backend-failed")]
    [InlineData(HttpRequestError.InvalidResponse, "backend-failed")]
    [InlineData(HttpRequestError.ConnectionError, "backend-unreachable")]
    [InlineData(HttpRequestError.Unknown, "backend-unreachable")]
    public void Of_WhatTheClientSays(HttpRequestError error, string reason) =>
        Assert.Equal(reason, BackendFailureReason.Of(new HttpRequestException(error, "m")));

    [Theory]
    [InlineData(SocketError.TryAgain, "backend-dns")]
    [InlineData(SocketError.NoData, "backend-dns")]
    [InlineData(SocketError.ConnectionRefused, "backend-refused")]
    [InlineData(SocketError.NetworkUnreachable, "backend-unreachable")]
    public void Of_WhatTheSocketSays(SocketError error, string reason) =>
        Assert.Equal(reason, BackendFailureReason.Of(new HttpRequestException(HttpRequestError.ConnectionError, "m", new SocketException((int)error))));

    [Fact]
    public void Of_AnythingElse_IsUnreachable()
    {
        Assert.Equal("backend-unreachable", BackendFailureReason.Of(null));
        Assert.Equal("backend-unreachable", BackendFailureReason.Of(new InvalidOperationException()));
    }
}
