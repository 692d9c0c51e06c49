using Broker.Storage.Database;
using MySql.Data.MySqlClient;

namespace Broker.Tests.Storage.Database;

[Collection(DatabaseCollection.Name)]
public sealed class ConnectionSettingsTests(DatabaseFixture fixture)
{
    [Fact]
    public void Prepare_StringSaysOtherwise_OursAndTheRestKept()
    {
        var prepared = new MySqlConnectionStringBuilder(ConnectionSettings.Prepare("Server=db;Password=a;CharacterSet=latin1;UseAffectedRows=true;Keepalive=7"));
        Assert.Equal(("db", "a", "utf8mb4", false, 7u), (prepared.Server, prepared.Password, prepared.CharacterSet, prepared.UseAffectedRows, prepared.Keepalive));
    }

    [Fact]
    public void Prepare_TextOutsideEveryOldCharacterSet_ReachesTheServer()
    {
        var text = DatabaseFixture.Query(ConnectionSettings.Prepare(fixture.ServerConnectionString), "SELECT CONCAT('😀', HEX('😀'))", row => row.GetString(0));
        Assert.Equal(["😀F09F9880"], text);
    }
}
