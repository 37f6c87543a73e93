using Gateway.Policies.Configuration;

namespace Gateway.UnitTests.Configuration.Loading;

public sealed class RoutePatternTests
{
    [Theory]
    [InlineData("/orders", "orders")]
    [InlineData("/Orders/", "/orders")]
    [InlineData("/orders/{id}", "/orders/{number}")]
    [InlineData("/orders/{id}", "/orders/{id?}")]
    [InlineData("/orders/{**rest}", "/orders/{*all}")]
    [InlineData("/orders/{id:int}", "/orders/{n:int}")]
    [InlineData("/{a}.{b}", "/{x}.{y}")]
    public void Shape_RoutingCannotTellApart_Same(string a, string b) => Assert.Equal(RoutePattern.Shape(a), RoutePattern.Shape(b));

    [Theory]
    [InlineData("/orders", "/order")]
    [InlineData("/orders", "/orders/{id}")]
    [InlineData("/orders/{id}", "/orders/{**id}")]
    [InlineData("/orders/{id}", "/orders/{id:int}")]
    [InlineData("/orders/{id:int}", "/orders/{id:guid}")]
    [InlineData("/{a}.{b}", "/{a}-{b}")]
    public void Shape_RoutingTellsApart_Different(string a, string b) => Assert.NotEqual(RoutePattern.Shape(a), RoutePattern.Shape(b));

    [Fact]
    public void Shape_NoPattern_DoesNotThrow() => Assert.Equal("/{", RoutePattern.Shape("/{"));
}
