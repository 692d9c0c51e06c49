using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Broker.Tests.Fixtures;
using MySql.Data.MySqlClient;

namespace Broker.Tests.Storage.Database;

/// <summary>A database server of the tests' own, in a temporary directory, gone with them.</summary>
internal sealed class ScratchMariaDb : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("broker-mariadb-").FullName;
    private ChildProcess? _server;

    /// <summary>The user root, and no database.</summary>
    public string ConnectionString { get; private set; } = "";

    public async Task StartAsync()
    {
        var data = Path.Combine(_directory, "data");
        await using (var install = ChildProcess.Start(
            "mariadb-install-db",
            "mariadb-install-db",
            ["--no-defaults", $"--datadir={data}", "--auth-root-authentication-method=normal", "--user=root", "--skip-test-db"]))
        {
            Assert.True(await install.WaitForExitAsync(TimeSpan.FromSeconds(60)) == 0, install.OutputTail);
        }

        var port = FreePort();
        _server = ChildProcess.Start(
            "mariadbd",
            "/usr/sbin/mariadbd",
            [
                "--no-defaults", $"--datadir={data}", $"--socket={_directory}/socket", "--skip-networking=0", "--bind-address=127.0.0.1",
                $"--port={port.ToString(CultureInfo.InvariantCulture)}", "--user=root", "--innodb-flush-log-at-trx-commit=0",
            ]);
        ConnectionString = string.Create(CultureInfo.InvariantCulture, $"Server=127.0.0.1;Port={port};User ID=root");
        await Eventually.TrueAsync(AnswersAsync, () => _server.OutputTail, TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        MySqlConnection.ClearAllPools();
        if (_server is not null)
        {
            await _server.KillAsync();
            await _server.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        if (_server!.HasExited) throw new InvalidOperationException($"mariadbd ended:\n{_server.OutputTail}");
        try
        {
            await using var connection = new MySqlConnection(ConnectionString);
            await connection.OpenAsync();
            return true;
        }
        catch (MySqlException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
